import type { Duplex } from "node:stream";
import type { TLSSocket } from "node:tls";

import {
  canonicalHostname,
  checkAccepted,
  checkSuccessor,
  describeVerdict,
  evaluate,
  evaluateReach,
  expiryOf,
  findRule,
  OptionError,
  parsePolicy,
  type Peer,
  PeerRejectedError,
  type Policy,
  type Reason,
  type Verdict,
} from "@tlspin/core";

import { announce, announceUpdate } from "./announce.ts";
import { faultOf, handshakeOf } from "./guard.ts";
import { hostOf } from "./host.ts";
import { type LiveConnection, LiveConnections } from "./live-connections.ts";
import { withAllServed } from "./peer.ts";
import type { PinningOptionsRead } from "./pinning-options.ts";
import type { Ports } from "./ports.ts";
import { asksForCas } from "./roots.ts";

/** The policy that every door of one `Pinning` obeys, and the connections that it has allowed. */
export class PolicyInForce {
  readonly options: PinningOptionsRead;
  /** What the runtime does differently. */
  readonly ports: Ports;
  readonly #live: LiveConnections = new LiveConnections({
    faultOf: (connection) => this.#faultOf(connection),
    expiryOf: ({ peer }) => this.#expiryOf(peer),
  });
  readonly #served = new WeakMap<TLSSocket, Peer>();
  readonly #pending = new Map<Duplex, (() => void) | undefined>();
  #policy: Policy;
  #asksForCas: boolean;
  #generation = 0;
  #closed = false;

  /**
   * @throws {PolicyError | OptionError} The policy is invalid, or asks for what the options do not say.
   * @throws {UnsupportedRuntimeError} The runtime cannot enforce it.
   */
  constructor(policy: unknown, options: PinningOptionsRead, ports: Ports) {
    this.options = options;
    this.ports = ports;
    this.#policy = this.#accepted(policy);
    this.#asksForCas = asksForCas(this.#policy);
  }

  get policy(): Policy {
    return this.#policy;
  }

  /** Grows with each change of the policy, so that what another one judged is not handed out. */
  get generation(): number {
    return this.#generation;
  }

  /** Whether the policy distrusts keys: then it asks for CAs as well. */
  get distrusts(): boolean {
    return this.#policy.hosts.some((rule) => rule.exclude !== true && rule.distrusted.length > 0);
  }

  /** Whether every certificate that was served matters, not the leaf alone. */
  get asksForCas(): boolean {
    return this.#asksForCas;
  }

  /** @throws {OptionError} `close` was called. */
  requireOpen(): void {
    if (this.#closed) throw new OptionError("pinning", "is closed");
  }

  /**
   * Lets `close`, and an `update` that forbids it, end a connection that is still being made.
   *
   * @param mayBeMade - Throws where the policy in force forbids to make it, whoever the peer is.
   * @returns How to let go of it.
   */
  track(connection: Duplex, mayBeMade?: () => void): () => void {
    this.#pending.set(connection, mayBeMade);
    // A lookup of the caller's own runs before this, and may have closed us, or brought a policy.
    if (this.#closed) connection.destroy();
    endIfForbidden(connection, mayBeMade);
    return () => void this.#pending.delete(connection);
  }

  /** @throws {PolicyError | OptionError | UnsupportedRuntimeError} The policy in force stays. */
  update(policy: unknown): void {
    const next = this.#accepted(policy);
    const { revision } = this.#policy;
    if (!checkSuccessor(this.#policy, next)) return;
    this.#policy = next;
    this.#asksForCas = asksForCas(next);
    this.#generation += 1;
    for (const [connection, mayBeMade] of this.#pending) endIfForbidden(connection, mayBeMade);
    this.#live.judgeAgain();
    announceUpdate({ revision: next.revision, previousRevision: revision });
  }

  /** @param coalesces - Whether the connection may carry requests for other names (HTTP/2). */
  judge(peer: Peer, coalesces: boolean): Verdict {
    return (coalesces ? evaluateReach : evaluate)(this.#policy, peer, new Date());
  }

  /** The verdict of the guard on a connection that the policy itself had nothing against. */
  rejectFor(reason: Reason, { certificateHost }: Peer): Verdict {
    const host = hostOf(certificateHost);
    const rule = host === undefined ? undefined : findRule(this.#policy, host);
    return {
      decision: "reject",
      reason,
      hostname: shortened(certificateHost),
      revision: this.#policy.revision,
      ...(rule === undefined ? {} : { rule }),
    };
  }

  /** Tells a decision to those who listen. */
  announce(verdict: Verdict, peer: Peer): void {
    announce(verdict, peer, this.options.onVerdict);
  }

  admit(socket: TLSSocket, peer: Peer, coalesces: boolean): void {
    this.#live.admit({ socket, peer, coalesces });
  }

  /** Destroys each connection that a rule which has expired since let pass. */
  retireExpired(): void {
    this.#live.retireExpired(Date.now());
  }

  close(): void {
    this.#closed = true;
    // Whatever is being judged at this moment was judged too early.
    this.#generation += 1;
    this.#live.destroyAll();
    for (const connection of this.#pending.keys()) connection.destroy();
  }

  #accepted(policy: unknown): Policy {
    const parsed = parsePolicy(policy);
    checkAccepted(parsed, this.options);
    this.ports.checkPolicy?.(parsed);
    return parsed;
  }

  #expiryOf({ connectHost, certificateHost }: Peer): number {
    const rules = [connectHost, certificateHost].map((host) =>
      findRule(this.#policy, canonicalHostname(host)),
    );
    return Math.min(...rules.map((rule) => (rule === undefined ? Infinity : expiryOf(rule))));
  }

  /** What was served may not have been looked at under an earlier policy. Older Node.js tells it once. */
  #allServed({ socket, peer }: LiveConnection): Peer {
    const served = this.#served.get(socket) ?? withAllServed(peer, socket);
    this.#served.set(socket, served);
    return served;
  }

  #faultOf(connection: LiveConnection): Error | undefined {
    const { socket, coalesces } = connection;
    const peer = this.#asksForCas ? this.#allServed(connection) : connection.peer;
    const verdict = this.judge(peer, coalesces);
    const fault = faultOf(handshakeOf(socket), this.#policy.minTls);
    if (verdict.decision === "allow" && fault === undefined) return undefined;

    const rejected = fault === undefined ? verdict : this.rejectFor(fault, peer);
    this.announce(rejected, peer);
    return new PeerRejectedError(rejected, describeVerdict(rejected, peer));
  }
}

function endIfForbidden(connection: Duplex, mayBeMade: (() => void) | undefined): void {
  try {
    mayBeMade?.();
  } catch (error) {
    connection.destroy(error instanceof Error ? error : undefined);
  }
}

/** What is no host may be any text: its record goes into logs, so it is short and of one line. */
function shortened(host: string): string {
  return host.slice(0, 255).replaceAll(/[^\u0020-\u007e]/g, "?");
}
