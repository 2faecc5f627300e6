import { checkServerIdentity, type PeerCertificate } from "node:tls";

import { describeVerdict, OptionError, PeerRejectedError } from "@tlspin/core";

import { hostOf } from "./host.ts";
import { peerOf, type Target } from "./peer.ts";
import type { HookOptions } from "./pinning.ts";
import type { PolicyInForce } from "./policy-in-force.ts";

/**
 * Options for libraries that dial themselves: the hook without the guard. The caller must know that
 * the runtime calls it on every connection.
 */
export function tlsOptionsOf(inForce: PolicyInForce): HookOptions {
  if (inForce.distrusts) {
    throw new OptionError(
      "distrusted",
      "needs a guarded door: a hook does not see all that was served",
    );
  }
  return {
    checkServerIdentity: (hostname, certificate) => {
      try {
        inForce.requireOpen();
        return RUNTIME_CHECK(hostname, certificate) ?? judge(inForce, hostname, certificate);
      } catch {
        const peer = peerOf(targetOf(hostname), {}, inForce.ports);
        const verdict = inForce.rejectFor("internal-error", peer);
        return new PeerRejectedError(verdict, describeVerdict(verdict, peer));
      }
    },
    rejectUnauthorized: true,
    minVersion: inForce.policy.minTls === "1.3" ? "TLSv1.3" : "TLSv1.2",
  };
}

function judge(
  inForce: PolicyInForce,
  hostname: string,
  certificate: PeerCertificate,
): Error | undefined {
  const peer = peerOf(targetOf(hostname), certificate, inForce.ports);
  const verdict = inForce.judge(peer, false);
  queueMicrotask(() => inForce.announce(verdict, peer));
  if (verdict.decision === "allow") return undefined;
  return new PeerRejectedError(verdict, describeVerdict(verdict, peer));
}

/** The hook is told the name to prove and nothing else: neither the address nor the port. */
function targetOf(hostname: string): Target {
  const host = hostOf(hostname) ?? hostname;
  return { connectHost: host, certificateHost: host, port: 0 };
}

// Taken at load, so that a later patch of the module does not reach it.
const RUNTIME_CHECK = checkServerIdentity;
