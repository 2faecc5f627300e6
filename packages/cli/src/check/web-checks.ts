import { printable } from "../printable.ts";
import type { HttpAnswer } from "./ask-http.ts";
import type { AddressFacts } from "./audit-address.ts";
import { type Check, info, notChecked, ok, warning } from "./check.ts";
import { type Hsts, hstsOf } from "./hsts.ts";

/** Whether a browser would be led to https, and kept there. */
export function webChecks({ isShunned, https, http, address }: AddressFacts): readonly Check[] {
  return [
    ...(isShunned === true ? [notChecked("hsts", SHUNNED)] : []),
    ...(https === undefined ? [] : [hstsCheck(https)]),
    ...(http === undefined ? [] : [redirectCheck(http, address.host)]),
  ];
}

/** The header of an answer, where it has a sound one. Only the first counts (RFC 6797 §8.1). */
export function hstsIn(answer: HttpAnswer | undefined): Hsts | undefined {
  if (answer === undefined || !("status" in answer)) return undefined;
  const [text] = answer.headers["strict-transport-security"] ?? [];
  return text === undefined ? undefined : hstsOf(text);
}

function hstsCheck(answer: HttpAnswer): Check {
  if (!("status" in answer)) {
    const todo = "say --no-http where the host speaks none";
    return notChecked("hsts", `no answer to HTTP: ${printable(answer.failure)}`, todo);
  }
  const [text] = answer.headers["strict-transport-security"] ?? [];
  if (text === undefined) return warning("hsts", `no header (status ${answer.status})`, SEND);
  const hsts = hstsOf(text);
  if (hsts === undefined)
    return warning("hsts", `"${printable(text)}" is ignored by browsers`, SEND);
  const fault = faultOf(hsts);
  if (fault !== undefined) return warning("hsts", `"${printable(text)}": ${fault}`, SEND);
  return (hsts.includeSubDomains ? ok : info)("hsts", hstsSummary(hsts));
}

function faultOf({ maxAge, includeSubDomains, preload }: Hsts): string | undefined {
  if (maxAge < YEAR) return `max-age is less than a year (${YEAR})`;
  if (preload && !includeSubDomains) return "preload without includeSubDomains is not accepted";
  return undefined;
}

/** Says what a header asks for. */
export function hstsSummary({ maxAge, includeSubDomains, preload }: Hsts): string {
  const scope = includeSubDomains ? "includeSubDomains" : "without includeSubDomains";
  const list = preload ? "asks to be preloaded" : "not for preloading";
  return `max-age ${maxAge}, ${scope}, ${list}`;
}

function redirectCheck(answer: HttpAnswer, host: string): Check {
  if (!("status" in answer)) return silentCheck(answer);
  const { status, headers } = answer;
  const [location] = status >= 300 && status <= 399 ? (headers["location"] ?? []) : [];
  if (location === undefined) {
    return warning("redirect", `http is answered with status ${status}`, REDIRECT);
  }
  const origin = secureOriginIn(location, host);
  if (origin !== undefined) return ok("redirect", `http leads to ${printable(origin)}`);
  return warning("redirect", `http leads to ${printable(location)}`, REDIRECT);
}

function secureOriginIn(location: string, host: string): string | undefined {
  const base = `http://${host.includes(":") ? `[${host}]` : host}/`;
  const to = URL.canParse(location, base) ? new URL(location, base) : undefined;
  return to?.protocol === "https:" ? to.origin : undefined;
}

/** Where nobody answers in clear, nobody need lead away from there. */
function silentCheck({ code, failure }: Extract<HttpAnswer, { readonly failure: string }>): Check {
  if (code === "ECONNREFUSED") return ok("redirect", "http is not answered: the port is closed");
  if (code === "ETIMEDOUT") return info("redirect", "http is not answered in time");
  return notChecked("redirect", `http gives no answer: ${printable(failure)}`);
}

const SHUNNED = "not asked: nothing is sent to a peer that the policy refuses";

const YEAR = 31_536_000;

const SEND = `send Strict-Transport-Security: max-age=${2 * YEAR}; includeSubDomains`;

const REDIRECT = "redirect to https on the same host";
