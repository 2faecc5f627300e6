import { addressText } from "../host-address.ts";
import type { AddressFacts } from "./audit-address.ts";
import { type Check, ok, warning } from "./check.ts";
import { hstsIn, hstsSummary } from "./web-checks.ts";

/** Whether the addresses of one name agree: behind one name there may be several servers. */
export function agreementChecks(addresses: readonly AddressFacts[]): readonly Check[] {
  const reached = addresses.filter(({ live }) => live !== undefined);
  if (reached.length < 2) return [];
  const checks = ASPECTS.flatMap((aspect) => differenceIn(aspect, reached));
  return checks.length > 0 ? checks : [ok("agreement", `${reached.length} addresses agree`)];
}

interface Aspect {
  readonly name: string;
  /** `undefined` where it was not looked at. */
  readonly read: (facts: AddressFacts) => string | undefined;
}

function differenceIn(
  { name, read }: Aspect,
  addresses: readonly AddressFacts[],
): readonly Check[] {
  const values = [...new Set(addresses.map(read))].filter((value) => value !== undefined);
  if (values.length < 2) return [];
  const lines = values.map((value) => {
    return `${whereOf(addresses.filter((facts) => read(facts) === value))}: ${value}`;
  });
  const message = [`the addresses differ in ${name}`, ...lines].join("\n");
  return [warning(["agreement", name], message, "bring the servers behind the name into line")];
}

function whereOf(addresses: readonly AddressFacts[]): string {
  return addresses.map(({ target }) => addressText(target)).join(", ");
}

function versionsOf({ probes }: AddressFacts): string | undefined {
  if (probes === undefined) return undefined;
  const accepted = Object.entries(probes.versions).filter(
    ([, { answer }]) => answer === "accepted",
  );
  return accepted.map(([version]) => version).join(", ");
}

function hstsText({ https }: AddressFacts): string | undefined {
  if (https === undefined || !("status" in https)) return undefined;
  const hsts = hstsIn(https);
  return hsts === undefined ? "none" : hstsSummary(hsts);
}

function alpnText({ alpn }: AddressFacts): string | undefined {
  return alpn !== undefined && "chosen" in alpn ? alpn.chosen : undefined;
}

const ASPECTS: readonly Aspect[] = [
  { name: "key", read: ({ live }) => live?.chain?.[0]?.key.pin },
  { name: "verdict", read: ({ live }) => live?.verdict.reason },
  { name: "TLS versions", read: versionsOf },
  { name: "HSTS", read: hstsText },
  { name: "ALPN", read: alpnText },
];
