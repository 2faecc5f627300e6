import type { Policy } from "@tlspin/core";

import type { AddressFacts, LiveFacts } from "./audit-address.ts";
import { certificateChecks } from "./certificate-checks.ts";
import { type Check, error, info, notChecked, ok } from "./check.ts";
import { pinChecks } from "./pin-checks.ts";
import type { AlpnAnswer } from "./probe.ts";
import { cipherChecks, versionChecks } from "./tls-checks.ts";
import { webChecks } from "./web-checks.ts";

/** What is judged besides the pins. */
export interface CheckOptions {
  readonly policy: Policy;
  /** A certificate with fewer days left is a warning. */
  readonly minDays: number;
}

/** Says of each thing that was looked at at an address how it stands. */
export function checksOf(facts: AddressFacts, options: CheckOptions): readonly Check[] {
  const { failure, live, probes, alpn } = facts;
  return [
    ...(failure === undefined ? [] : [failureCheck(failure)]),
    ...(live === undefined ? [] : liveChecks(live, facts, options)),
    ...(probes === undefined ? [] : [...versionChecks(probes), ...cipherChecks(probes, live)]),
    ...(live === undefined || alpn === undefined ? [] : [alpnCheck(alpn)]),
    ...webChecks(facts),
  ];
}

function failureCheck({ code, message, hint = "" }: NonNullable<AddressFacts["failure"]>): Check {
  if (code === "host-unreachable") return notChecked("connect", message, hint);
  return error("connect", message.replace(/ could not be checked: /, ": "), hint);
}

function liveChecks(
  live: LiveFacts,
  { at }: AddressFacts,
  options: CheckOptions,
): readonly Check[] {
  return [...pinChecks(live, options.policy), ...certificateChecks(live, at, options.minDays)];
}

function alpnCheck(alpn: AlpnAnswer): Check {
  if (!("chosen" in alpn)) return notChecked("alpn", alpn.why);
  if (alpn.chosen === "none") return info("alpn", "chooses neither h2 nor http/1.1");
  return ok("alpn", `chooses ${alpn.chosen}`);
}
