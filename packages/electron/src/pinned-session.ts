import { OptionError, type Policy } from "@tlspin/core";

import { CachedVerdicts } from "./cached-verdicts.ts";
import type { StaleVerdict } from "./electron-pinning.ts";
import type { PinnableSession } from "./electron-types.ts";
import type { PolicyInForce } from "./policy-in-force.ts";
import { sslConfigOf } from "./ssl-config.ts";
import { verifyProcOf } from "./verify-proc.ts";

/** One session whose certificates we judge, from now on and for as long as it lives. */
export class PinnedSession {
  readonly #session: PinnableSession;
  readonly #inForce: PolicyInForce;
  readonly #methods: Pick<PinnableSession, "setCertificateVerifyProc" | "setSSLConfig">;
  readonly #cached = new CachedVerdicts();

  /** @throws {OptionError} Another pinning holds the session. */
  constructor(session: PinnableSession, inForce: PolicyInForce) {
    this.#session = session;
    this.#inForce = inForce;
    this.#methods = {
      setCertificateVerifyProc: session.setCertificateVerifyProc.bind(session),
      setSSLConfig: session.setSSLConfig.bind(session),
    };
    this.apply();
    lock(session);
  }

  /** Hands Chromium the check and the TLS floor. A network service that was restarted has neither. */
  apply(): void {
    this.#methods.setCertificateVerifyProc(verifyProcOf(this.#inForce, this.#cached));
    this.#methods.setSSLConfig(sslConfigOf(this.#inForce.policy));
  }

  async closeConnections(): Promise<void> {
    await this.#session.closeAllConnections();
  }

  /** What Chromium remembers of this session that the policy would decide otherwise. */
  staleUnder(policy: Policy, at: Date): readonly StaleVerdict[] {
    return this.#cached.against(policy, at).map(({ presented, decision, until }) => {
      const host = presented.peer.connectHost;
      const outlook = `${decision === "allow" ? "let in" : "refused"} until ${until.toISOString()}`;
      const message =
        `${host}: still ${outlook} in this session, because Chromium remembers verdicts for 30 ` +
        "minutes per chain and host and cannot be told to forget one. To have the policy of " +
        `revision ${policy.revision} at once, go on in a fresh partition and drop this session`;
      return { session: this.#session, host, decision, until, message };
    });
  }
}

/** Whoever replaced the check later would silently unpin the session. */
function lock(session: PinnableSession): void {
  for (const method of ["setCertificateVerifyProc", "setSSLConfig"] as const) {
    const value = (): never => {
      throw new OptionError(method, "belongs to tlspin in this session: it would undo the pins");
    };
    Object.defineProperty(session, method, { value, writable: false, configurable: false });
  }
}
