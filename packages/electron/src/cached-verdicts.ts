import { certificatePinOf, type Decision, type Policy } from "@tlspin/core";

import { judge } from "./judge.ts";
import type { Presented } from "./presented.ts";
import { remember } from "./remember.ts";

/** What Chromium remembers of one session's verdicts, as far as can be known from outside. */
export class CachedVerdicts {
  readonly #entries = new Map<string, CachedVerdict>();

  note(presented: Presented, decision: Decision): void {
    const { connectHost, chain } = presented.peer;
    const key = [connectHost, ...chain.ders.map(certificatePinOf)].join(" ");
    remember(this.#entries, key, { presented, decision, until: new Date(Date.now() + LIFETIME) });
  }

  /** Those that a policy would decide otherwise now. */
  against(policy: Policy, at: Date): readonly CachedVerdict[] {
    return [...this.#entries.values()].filter(
      ({ presented, decision, until }) =>
        until > at && judge(policy, presented, at).decision !== decision,
    );
  }
}

export interface CachedVerdict {
  readonly presented: Presented;
  readonly decision: Decision;
  /** When Chromium forgets it. */
  readonly until: Date;
}

// net/cert/caching_cert_verifier.cc: for each chain and host, errors included.
const LIFETIME = 30 * 60 * 1000;
