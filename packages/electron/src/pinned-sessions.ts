import { OptionError } from "@tlspin/core";

import type { StaleVerdict } from "./electron-pinning.ts";
import type { PinnableSession } from "./electron-types.ts";
import { PinnedSession } from "./pinned-session.ts";
import type { PolicyInForce } from "./policy-in-force.ts";

/** The sessions of one pinning. */
export class PinnedSessions {
  readonly #inForce: PolicyInForce;
  readonly #sessions = new Map<PinnableSession, PinnedSession>();

  constructor(inForce: PolicyInForce) {
    this.#inForce = inForce;
  }

  /** @throws {OptionError} Another pinning holds the session. */
  pin(session: PinnableSession): PinnedSession {
    const known = this.#sessions.get(session);
    if (known !== undefined) return known;
    const pinned = new PinnedSession(session, this.#inForce);
    this.#sessions.set(session, pinned);
    return pinned;
  }

  /** @throws {OptionError} The session is not pinned here. */
  requirePinned(session: PinnableSession): void {
    if (this.#sessions.has(session)) return;
    throw new OptionError("session", "must be a session that this pinning has pinned");
  }

  /** Pins every session once more: the network service that knew of it is gone. */
  async pinAgain(): Promise<void> {
    for (const session of this.#sessions.values()) session.apply();
    await this.#closeConnections();
  }

  /** @throws {PolicyError | OptionError} The policy in force stays. */
  async update(policy: unknown): Promise<readonly StaleVerdict[]> {
    this.#inForce.update(policy);
    const sessions = [...this.#sessions.values()];
    for (const session of sessions) session.apply();
    const at = new Date();
    const stale = sessions.flatMap((session) => session.staleUnder(this.#inForce.policy, at));
    await this.#closeConnections();
    return stale;
  }

  /** @throws {AggregateError} A session did not close them. The others did. */
  async #closeConnections(): Promise<void> {
    const closing = [...this.#sessions.values()].map((session) => session.closeConnections());
    const failed = (await Promise.allSettled(closing)).filter(
      ({ status }) => status === "rejected",
    );
    if (failed.length > 0) throw new AggregateError(failed, "connections of a session stay open");
  }
}
