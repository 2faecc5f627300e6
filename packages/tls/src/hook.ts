import { checkServerIdentity, type PeerCertificate, type TLSSocket } from "node:tls";

import { describeVerdict, type Peer, PeerRejectedError, type Verdict } from "@tlspin/core";

import type { Dial } from "./dial.ts";
import type { IdentityCheck } from "./option-values.ts";
import { peerOf, withAllServed } from "./peer.ts";
import type { PolicyInForce } from "./policy-in-force.ts";

/** What the hook of one dial has found so far. */
export interface HookRecord {
  peer: Peer;
  socket?: TLSSocket;
  /** What was found: by the hook, and by the guard where that found more. Absent before. */
  verdict?: Verdict;
  /** The policy's generation under which the hook let the peer pass. Absent unless it did. */
  passedAt?: number;
}

/** The hook of one dial: `tls.connect` asks it whether the server is who it should be. */
export interface Hook {
  readonly record: HookRecord;
  /** Returns the error that ends the connection. It never throws: a throw would let the peer pass. */
  readonly check: (hostname: string, certificate: PeerCertificate) => Error | undefined;
}

/**
 * Makes the hook of one dial. It is synchronous, because the runtimes go on while a promise waits, and
 * it asks about the host that was dialled rather than the one that the runtime says.
 */
export function hookOf(dial: Dial, inForce: PolicyInForce): Hook {
  const record: HookRecord = { peer: peerOf(dial, {}, inForce.ports) };
  return {
    record,
    check: (_hostname, certificate) => {
      try {
        return judge({ dial, inForce, record }, certificate);
      } catch {
        const verdict = inForce.rejectFor("internal-error", record.peer);
        record.verdict = verdict;
        return new PeerRejectedError(verdict, describeVerdict(verdict, record.peer));
      }
    },
  };
}

interface HookContext {
  readonly dial: Dial;
  readonly inForce: PolicyInForce;
  readonly record: HookRecord;
}

function judge(
  { dial, inForce, record }: HookContext,
  certificate: PeerCertificate,
): Error | undefined {
  // A check of one's own replaces the runtime's, so the name is checked here, by the runtime's code.
  const misnamed = RUNTIME_CHECK(dial.certificateHost, certificate);
  if (misnamed !== undefined) return misnamed;

  const { generation } = inForce;
  const peer = peerOf(dial, certificate, inForce.ports);
  record.peer = inForce.asksForCas ? withAllServed(peer, record.socket) : peer;
  record.verdict = inForce.judge(record.peer, dial.coalesces);
  if (record.verdict.decision !== "allow") {
    return new PeerRejectedError(record.verdict, describeVerdict(record.verdict, record.peer));
  }

  const refused = askOwnCheck(dial.checkServerIdentity, dial.certificateHost, certificate);
  if (refused !== undefined) return refused;
  record.passedAt = generation;
  return undefined;
}

/** The caller's own check can only refuse more: what is not `undefined` refuses, and so does a throw. */
export function askOwnCheck(
  check: IdentityCheck | undefined,
  hostname: string,
  certificate: PeerCertificate,
): Error | undefined {
  if (check === undefined) return undefined;
  try {
    const answer: unknown = check(hostname, certificate);
    if (answer === undefined || answer instanceof Error) return answer;
    return new TypeError("checkServerIdentity must return an Error or undefined, synchronously");
  } catch (error) {
    return error instanceof Error
      ? error
      : new TypeError(`checkServerIdentity threw ${String(error)}`);
  }
}

// Taken at load, so that a later patch of the module does not reach it.
const RUNTIME_CHECK = checkServerIdentity;
