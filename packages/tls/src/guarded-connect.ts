import { connect, type ConnectionOptions, type TLSSocket } from "node:tls";

import {
  describeVerdict,
  isIpAddress,
  OptionError,
  PeerRejectedError,
  type Reason,
  type Verdict,
} from "@tlspin/core";

import type { Dial } from "./dial.ts";
import { faultOf, handshakeOf } from "./guard.ts";
import { type Hook, hookOf } from "./hook.ts";
import { limit } from "./limit.ts";
import type { PolicyInForce } from "./policy-in-force.ts";

/**
 * Connects, and hands the socket out only once its peer is proven: the hook judged and passed it, the
 * runtime authorised it, and the guard found nothing else. Nobody else holds the socket before that,
 * so nobody can write to it first.
 *
 * @throws {PeerRejectedError} The policy or the guard does not allow the peer.
 * @throws {OptionError} The pinning is closed.
 * @throws {Error} What the runtime says of the network, the chain or the name, unchanged.
 */
export async function guardedConnect(dial: Dial, inForce: PolicyInForce): Promise<TLSSocket> {
  inForce.requireOpen();
  const hook = hookOf(dial, inForce);
  return handedOut(connect(connectionOptions(dial, hook)), { dial, hook, inForce });
}

/**
 * Makes a connection by somebody else's code. Whatever it does with the options that it is given, what
 * it gives is judged like any other: options that were ignored leave a hook that was not asked.
 */
export type Open = (options: ConnectionOptions) => Promise<TLSSocket>;

/**
 * The same guard on a connection that somebody else's code makes.
 *
 * @throws {PeerRejectedError} The policy or the guard does not allow the peer.
 * @throws {OptionError} The pinning is closed.
 * @throws {Error} What the other code says, unchanged.
 */
export async function guardedThrough(
  dial: Dial,
  inForce: PolicyInForce,
  open: Open,
): Promise<TLSSocket> {
  inForce.requireOpen();
  const hook = hookOf(dial, inForce);
  const socket = await open(connectionOptions(dial, hook));
  if (hook.record.verdict !== undefined) {
    socket.destroy();
    throw new OptionError("agent", "hands a connection over too late for its peer to be judged");
  }
  return handedOut(socket, { dial, hook, inForce });
}

async function handedOut(socket: TLSSocket, attempt: Attempt): Promise<TLSSocket> {
  const { dial, hook, inForce } = attempt;
  hook.record.socket = socket;
  const letGo = inForce.track(socket, dial.mayBeMade);
  try {
    return await proven(socket, attempt);
  } catch (error) {
    const { verdict, peer } = hook.record;
    if (verdict !== undefined && error instanceof PeerRejectedError) {
      inForce.announce(verdict, peer);
    }
    throw error;
  } finally {
    letGo();
  }
}

interface Attempt {
  readonly dial: Dial;
  readonly hook: Hook;
  readonly inForce: PolicyInForce;
}

function proven(socket: TLSSocket, attempt: Attempt): Promise<TLSSocket> {
  const { dial, hook, inForce } = attempt;
  return new Promise((resolve, reject) => {
    const release = limit(socket, dial);
    const fail = (): void => {
      release();
      reject(socket.errored ?? closedUnproven(dial));
    };
    socket.once("error", fail);
    socket.once("close", fail);
    // What a rejected socket says after its first error has nobody left to hear it.
    socket.on("error", ignore);
    if (socket.destroyed) fail();
    socket.prependOnceListener("secureConnect", () => {
      const fault = faultAtHandOver(socket, attempt);
      if (fault !== undefined) {
        socket.destroy(fault);
        return;
      }
      // A listener may have given up. What it gave as the reason is about to be heard.
      if (socket.destroyed) return;
      release();
      for (const listener of [fail, ignore]) socket.removeListener("error", listener);
      socket.removeListener("close", fail);
      inForce.admit(socket, hook.record.peer, dial.coalesces);
      resolve(socket);
    });
  });
}

/** The last look, in one turn with the hand-over: what is wrong with the connection, if anything. */
function faultAtHandOver(socket: TLSSocket, { hook, inForce }: Attempt): Error | undefined {
  const { record } = hook;
  const fault = faultOf(handshakeOf(socket), inForce.policy.minTls) ?? faultOfHook(hook, inForce);
  if (fault !== undefined) return rejected(fault, hook, inForce);

  // A listener may change the policy, so it is told before the last comparison.
  if (record.verdict !== undefined) inForce.announce(record.verdict, record.peer);
  const late = faultOfHook(hook, inForce);
  return late === undefined ? undefined : rejected(late, hook, inForce);
}

function faultOfHook({ record }: Hook, { generation }: PolicyInForce): Reason | undefined {
  if (record.passedAt === undefined || record.verdict?.decision !== "allow") return "hook-not-run";
  return record.passedAt === generation ? undefined : "generation-changed";
}

function rejected(reason: Reason, { record }: Hook, inForce: PolicyInForce): PeerRejectedError {
  const verdict: Verdict = inForce.rejectFor(reason, record.peer);
  record.verdict = verdict;
  return new PeerRejectedError(verdict, describeVerdict(verdict, record.peer));
}

/** What Node.js says of a connection that ends in its handshake. Other runtimes may say nothing. */
function closedUnproven({ connectHost }: Dial): Error {
  const error = new Error(`the connection to ${connectHost} closed unproven`);
  return Object.assign(error, { code: "ECONNRESET" });
}

function ignore(): void {
  // Nothing is left to do.
}

/**
 * Every option that a runtime's `tls.connect` reads, said explicitly, so that a polluted
 * `Object.prototype` adds nothing. What decides comes last.
 */
function connectionOptions(dial: Dial, hook: Hook): ConnectionOptions {
  const { connectHost, certificateHost, port, socket, secureContext } = dial;
  const { ALPNProtocols, family, localAddress, lookup } = dial;
  return Object.assign(Object.create(null), SAID_AS_UNDEFINED, {
    host: connectHost,
    port,
    servername: isIpAddress(certificateHost) ? "" : certificateHost,
    socket,
    ALPNProtocols,
    family,
    localAddress,
    lookup,
    secureContext,
    minDHSize: 2048,
    checkServerIdentity: hook.check,
    rejectUnauthorized: true,
  });
}

const SAID_AS_UNDEFINED: Readonly<Record<string, undefined>> = Object.fromEntries(
  [
    "_handle",
    "ALPNCallback",
    "SNICallback",
    "allowHalfOpen",
    "allowPartialTrustChain",
    "autoSelectFamily",
    "autoSelectFamilyAttemptTimeout",
    "blockList",
    "ca",
    "cert",
    "ciphers",
    "clientCertEngine",
    "crl",
    "ecdhCurve",
    "enableTrace",
    "fd",
    "handle",
    "highWaterMark",
    "hints",
    "isServer",
    "keepAlive",
    "keepAliveInitialDelay",
    "key",
    "localPort",
    "maxVersion",
    "minVersion",
    "noDelay",
    "onread",
    "passphrase",
    "path",
    "pfx",
    "privateKeyEngine",
    "privateKeyIdentifier",
    "pskCallback",
    "requestCert",
    "requestOCSP",
    "secureOptions",
    "secureProtocol",
    "server",
    "session",
    "sigalgs",
    "signal",
    "timeout",
  ].map((name) => [name, undefined]),
);
