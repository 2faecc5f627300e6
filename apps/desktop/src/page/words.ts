import type { Reason, VerdictRecord } from "@tlspin/electron";

import type { RequestRecord } from "../bridge/bridge.ts";

/** How a request is shown: a colour that never stands alone, its word, and a headline. */
export interface Look {
  readonly tone: "good" | "warn" | "bad" | "plain";
  readonly word: string;
  readonly headline: string;
}

/** How a request is shown. */
export function lookOf({ verdict, outcome }: RequestRecord): Look {
  if (verdict !== undefined) return verdictLook(verdict);
  if (outcome.ok) return { tone: "plain", word: "Answered", headline: "No verdict is known" };
  return { tone: "plain", word: "Failed", headline: "It failed before there was a verdict" };
}

function verdictLook({ decision, reason, pin, wouldReject }: VerdictRecord): Look {
  if (decision === "reject") return { tone: "bad", word: "Refused", headline: HEADLINES[reason] };
  if (wouldReject !== undefined) {
    return { tone: "warn", word: "Reported", headline: `${HEADLINES[wouldReject]}; only reported` };
  }
  if (pin === undefined) return { tone: "plain", word: "Not pinned", headline: HEADLINES[reason] };
  if (pin.backup) return { tone: "warn", word: "Allowed", headline: "A backup pin is in use" };
  const what =
    pin.at === "ca" ? "A pinned CA vouches for the server" : "The server's key is pinned";
  return { tone: "good", word: "Allowed", headline: what };
}

const HEADLINES: Readonly<Record<Reason, string>> = {
  "pin-matched": "A pin matches",
  "host-unlisted": "The policy does not list this host",
  "host-excluded": "The policy leaves this host to ordinary TLS",
  "report-only": "A mismatch",
  "pins-expired": "The pins have expired",
  "host-invalid": "No host name that can be judged",
  "clock-invalid": "The clock shows no date",
  "clock-before-issued": "The clock is behind the policy",
  "chain-empty": "No certificate was shown",
  "certificate-malformed": "A malformed certificate",
  "key-distrusted": "A key that is known to be stolen",
  "no-pin-matched": "No pin matches the server's key",
  "pinned-ca-not-vouching": "A pinned CA was shown, but did not sign",
  "signature-unsupported": "A signature that cannot be checked here",
  "path-budget-exhausted": "A chain that takes too much work",
  "internal-error": "The peer could not be judged",
  "hook-not-run": "The check did not run",
  "not-authorized": "The system does not trust the certificate",
  "session-resumed": "A resumed session shows no certificate",
  "protocol-too-old": "The TLS version is too old",
  "cipher-weak": "The cipher is too weak",
  "generation-changed": "The policy changed meanwhile",
  "redirect-refused": "A redirect away from the pinned hosts",
  "in-clear": "HTTP without encryption",
};
