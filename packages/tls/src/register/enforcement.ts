import { checkServerIdentity, type TLSSocket } from "node:tls";

import {
  describeVerdict,
  findRule,
  type Peer,
  PeerRejectedError,
  type Policy,
  type Reason,
  UnsupportedRuntimeError,
  type Verdict,
  type VerdictListener,
} from "@tlspin/core";

import { faultOf, handshakeOf } from "../guard.ts";
import { hostOf } from "../host.ts";
import { peerOf, type Target, withAllServed } from "../peer.ts";
import { readPinningOptions } from "../pinning-options.ts";
import { PolicyInForce } from "../policy-in-force.ts";
import type { Ports } from "../ports.ts";
import type { ClearHttp } from "./clear-http.ts";
import { chainErrorOf, demandProof, isStrict, keepCertificates, speaksHttp2 } from "./internals.ts";
import { type SocketTarget, targetOf } from "./target-of.ts";

/** A policy that every client socket of a process obeys. */
export class Enforcement {
  readonly #inForce: PolicyInForce;
  /** Whether a socket that cannot be judged could be one to a host that must be. */
  readonly #demanding: boolean;

  /** @throws {PolicyError | UnsupportedRuntimeError} The policy fails open, or asks for too much here. */
  constructor(policy: Policy, onVerdict: VerdictListener, ports: Ports) {
    this.#inForce = new PolicyInForce(policy, readPinningOptions({ onVerdict }), ports);
    this.#demanding =
      policy.unlistedHosts === "reject" || policy.hosts.some(({ host }) => this.#enforces(host));
  }

  /**
   * Why a client socket may not be used, asked when its handshake is done and before anybody is told.
   * Total: a fault of ours refuses.
   */
  faultOf(socket: TLSSocket): Error | undefined {
    try {
      const target = targetOf(socket);
      if (target === undefined) return this.#demanding ? this.#nameless() : undefined;
      if (this.#inForce.asksForCas) keepCertificates(socket);
      const unproven = this.#unproven(socket, target);
      if (unproven !== undefined) return this.#demanding ? unproven : undefined;
      return this.#faultOfPins(socket, target);
    } catch {
      return this.#refused("internal-error", NOBODY);
    }
  }

  /** Why a request of HTTP may not go out in clear. */
  faultOfClear(host: string, { target }: ClearHttp): Error | undefined {
    const enforced = [host, target].find((name) => this.#enforces(name));
    if (enforced === undefined) return undefined;
    return this.#refused("in-clear", { certificateHost: enforced, connectHost: enforced, port: 0 });
  }

  /** Why a host may not be dialled by what shows nothing of its peer. */
  faultOfUnseen(host: string, why: string): Error | undefined {
    if (this.#enforces(host)) return new UnsupportedRuntimeError(why);
    const name = hostOf(host);
    if (name === undefined) return this.#demanding ? this.#nameless() : undefined;
    const peer = peerOf(
      { connectHost: name, certificateHost: name, port: 0 },
      {},
      this.#inForce.ports,
    );
    const verdict = this.#inForce.judge(peer, false);
    if (verdict.rule !== undefined || verdict.decision === "allow") return undefined;
    this.#inForce.announce(verdict, peer);
    return rejection(verdict, peer);
  }

  #enforces(name: unknown): boolean {
    const host = hostOf(name);
    const rule = host === undefined ? undefined : findRule(this.#inForce.policy, host);
    return rule !== undefined && rule.exclude !== true && rule.mode === "enforce";
  }

  /** What ordinary validation has against a peer, whoever switched it off. */
  #unproven(socket: TLSSocket, target: SocketTarget): Error | undefined {
    if (socket.isSessionReused()) return this.#refused("session-resumed", target);
    const broken = chainErrorOf(socket);
    if (broken !== undefined) {
      return isStrict(socket) ? broken : this.#refused("not-authorized", target, broken);
    }
    // Where no rule applies, the comparison of whoever dialled stands, as it does without us.
    if (target.compared && !this.#lists(target)) return undefined;
    return RUNTIME_CHECK(target.certificateHost, socket.getPeerCertificate());
  }

  #faultOfPins(socket: TLSSocket, target: SocketTarget): Error | undefined {
    const http2 = speaksHttp2(socket);
    const peer = this.#peerOf(socket, target);
    const verdict = this.#judge(target, peer, http2);
    const { policy } = this.#inForce;
    const weak = isEnforced(verdict)
      ? faultOf({ ...handshakeOf(socket), authorized: true }, policy.minTls)
      : undefined;
    if (weak !== undefined) return this.#refused(weak, target);

    this.#inForce.announce(verdict, peer);
    if (verdict.decision !== "allow") return rejection(verdict, peer);
    if (this.#demanding) demandProof(socket);
    if (verdict.rule !== undefined) this.#inForce.admit(socket, peer, http2);
    return undefined;
  }

  #peerOf(socket: TLSSocket, target: SocketTarget): Peer {
    const peer = peerOf(target, socket.getPeerCertificate(true), this.#inForce.ports);
    return this.#inForce.asksForCas ? withAllServed(peer, socket) : peer;
  }

  /** The host that was dialled in clear first counts where the policy lists it: else it is a proxy. */
  #judge({ plainHost }: SocketTarget, peer: Peer, http2: boolean): Verdict {
    const own = this.#inForce.judge(peer, http2);
    if (plainHost === peer.connectHost || own.decision !== "allow") return own;
    if (findRule(this.#inForce.policy, plainHost) === undefined) return own;
    const plain = this.#inForce.judge({ ...peer, connectHost: plainHost }, http2);
    return plain.decision === "allow" && own.rule !== undefined ? own : plain;
  }

  #lists({ certificateHost, connectHost }: SocketTarget): boolean {
    return [certificateHost, connectHost].some((host) => {
      const rule = findRule(this.#inForce.policy, host);
      return rule !== undefined && rule.exclude !== true;
    });
  }

  #nameless(): PeerRejectedError {
    return this.#refused("host-invalid", NOBODY);
  }

  #refused(reason: Reason, target: Target, cause?: Error): PeerRejectedError {
    const peer = peerOf(target, {}, this.#inForce.ports);
    const verdict = this.#inForce.rejectFor(reason, peer);
    this.#inForce.announce(verdict, peer);
    const error = rejection(verdict, peer);
    return cause === undefined ? error : Object.assign(error, { cause });
  }
}

function isEnforced({ decision, rule }: Verdict): boolean {
  return (
    decision === "allow" && rule !== undefined && rule.exclude !== true && rule.mode === "enforce"
  );
}

function rejection(verdict: Verdict, peer: Peer): PeerRejectedError {
  return new PeerRejectedError(verdict, describeVerdict(verdict, peer));
}

const NAMELESS = "(a TLS client that names no host)";
const NOBODY: Target = { certificateHost: NAMELESS, connectHost: NAMELESS, port: 0 };

// Taken at load, so that a later patch of the module does not reach it.
const RUNTIME_CHECK = checkServerIdentity;
