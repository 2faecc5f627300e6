import type { Route } from "../orders.ts";
import { orders } from "./journal.ts";
import { standsFor } from "./stand-ins.ts";

/** What becomes of a dial. */
export type Destination =
  /** A host of the policy. `ports` may be empty: then nobody stands in for it. */
  | { readonly kind: "policy"; readonly host: string; readonly ports: readonly number[] }
  | { readonly kind: "local" | "allowed" | "blocked"; readonly host: string };

/** Decides where a dial of a name or an address ends. */
export function destinationOf(text: string): Destination {
  const dialled = canonical(text);
  const host = standsFor(dialled) ?? dialled;
  const route = routeOf(host);
  if (route?.pinned === true) return { kind: "policy", host, ports: route.ports };
  if (isLocal(host)) return { kind: "local", host };
  return { kind: orders.allow.includes(host) ? "allowed" : "blocked", host };
}

/** The policy's own look-up: the host itself, else the nearest ancestor that includes subdomains. */
function routeOf(host: string): Route | undefined {
  const own = orders.routes.find((route) => route.host === host);
  if (own !== undefined) return own;
  return orders.routes
    .filter((route) => route.includeSubdomains && host.endsWith(`.${route.host}`))
    .toSorted((one, other) => other.host.length - one.host.length)[0];
}

/** As URLs spell it: lower case, punycode, addresses in their shortest form. */
function canonical(text: string): string {
  const bracketed = text.includes(":") && !text.startsWith("[") ? `[${text}]` : text;
  const url = URL.parse(`http://${bracketed}`);
  return (url?.hostname ?? text).replace(/^\[|\]$|\.$/g, "");
}

function isLocal(host: string): boolean {
  return /^(?:(?:.*\.)?localhost|127(?:\.\d+){3}|0\.0\.0\.0|::1?|::ffff:7f.*)$/.test(host);
}
