import type { HostRule } from "@tlspin/core";

import { addressText } from "../host-address.ts";
import { paint } from "../paint.ts";
import { printable } from "../printable.ts";
import type { AddressAudit, HostAudit } from "./audit.ts";
import { checkLines } from "./check-lines.ts";
import type { Check, CheckId } from "./check.ts";
import { type Counts, countsOf } from "./counts.ts";
import type { Audited } from "./document.ts";

/** Shows an audit to people: a section for each address, and a summary. */
export function reportText({ policy, revision, hosts }: Audited): string {
  return [
    `Policy  ${printable(policy)}, revision ${revision}`,
    "",
    ...hosts.flatMap(hostLines),
    summaryOf(hosts, countsOf(hosts)),
  ].join("\n");
}

function hostLines({ address, rule, checks, addresses }: HostAudit): readonly string[] {
  return [
    `${paint("bold", addressText(address))}  ${ruleText(rule)}`,
    ...addresses.flatMap(addressLines),
    ...checkLines(inBrief(checks)),
    "",
  ];
}

function ruleText(rule: HostRule | undefined): string {
  if (rule === undefined) return "no rule covers it";
  if (rule.exclude === true) return "excluded from pinning";
  const scope = rule.includeSubdomains ? ", with its subdomains" : "";
  return `${rule.mode}, rule ${rule.host}${scope}`;
}

function addressLines({ facts, checks }: AddressAudit): readonly string[] {
  return [`at ${addressText(facts.target)}`, ...checkLines(inBrief(checks))];
}

/** The offers that were answered well are said on one line. */
function inBrief(checks: readonly Check[]): readonly Check[] {
  const brief: Check[] = [];
  for (const check of checks) {
    const last = brief.at(-1);
    const joins = last?.id === check.id && last.status === "ok" && check.status === "ok";
    if (joins && OFFERS.has(check.id)) {
      brief[brief.length - 1] = { ...last, message: `${last.message}; ${check.message}` };
    } else brief.push(check);
  }
  return brief;
}

function summaryOf(hosts: readonly HostAudit[], counts: Counts): string {
  const addresses = hosts.flatMap((host) => host.addresses).length;
  const found = [
    ...(counts.error > 0 ? [paint("red", counted(counts.error, "error"))] : []),
    ...(counts.warning > 0 ? [paint("yellow", counted(counts.warning, "warning"))] : []),
    ...(counts["not-checked"] > 0 ? [paint("yellow", `${counts["not-checked"]} not checked`)] : []),
  ];
  const verdict = found.length === 0 ? paint("green", "all is well") : found.join(", ");
  return `${counted(hosts.length, "host")}, ${counted(addresses, "address")}: ${verdict}.`;
}

function counted(count: number, noun: string): string {
  if (count === 1) return `1 ${noun}`;
  return `${count} ${noun}${noun.endsWith("s") ? "es" : "s"}`;
}

const OFFERS: ReadonlySet<CheckId> = new Set(["tls-version", "cipher"]);
