import {
  canonicalHostname,
  checkAccepted,
  checkSuccessor,
  HostnameError,
  parsePolicy,
  type Peer,
  type Policy,
  recordOf,
  type Verdict,
  type VerdictRecord,
} from "@tlspin/core";

import { announce } from "./announce.ts";
import type { OptionsRead } from "./read-options.ts";
import { remember } from "./remember.ts";

/** The policy that every pinned session obeys, and what it last decided about each host. */
export class PolicyInForce {
  readonly #options: OptionsRead;
  readonly #last = new Map<string, VerdictRecord>();
  #policy: Policy;

  /** @throws {PolicyError | OptionError} The policy is invalid, or asks for what the options do not say. */
  constructor(policy: unknown, options: OptionsRead) {
    this.#policy = parsePolicy(policy);
    this.#options = options;
    checkAccepted(this.#policy, options);
  }

  get policy(): Policy {
    return this.#policy;
  }

  /** @throws {PolicyError | OptionError} The policy in force stays. */
  update(policy: unknown): void {
    const next = parsePolicy(policy);
    checkAccepted(next, this.#options);
    if (checkSuccessor(this.#policy, next)) this.#policy = next;
  }

  /** Notes a decision and tells it to those who listen. Never throws: it is taken already. */
  conclude(verdict: Verdict, peer: Peer): void {
    const record = recordOf(verdict, peer);
    remember(this.#last, peer.connectHost, record);
    announce(record, this.#options);
  }

  lastVerdict(host: string): VerdictRecord | undefined {
    try {
      return this.#last.get(canonicalHostname(host));
    } catch (error) {
      // `about:blank` has no host, and nobody was asked about it.
      if (error instanceof HostnameError) return undefined;
      throw error;
    }
  }
}
