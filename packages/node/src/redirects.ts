import {
  describeVerdict,
  findRule,
  OptionError,
  type Peer,
  PeerRejectedError,
  type Verdict,
} from "@tlspin/core";
import { type Dialler, hostOf, verifySignature } from "@tlspin/tls";
import type { Dispatcher } from "undici";

/**
 * Watches the hops of one fetch. The first may go to any host of an `https:` URL; a later one is a
 * redirect, and the man who wrote it may not be the owner of the next host.
 *
 * @param allowed - Canonical hosts that an enforced host may redirect to all the same.
 */
export function redirectGuard(
  { inForce }: Dialler,
  allowed: ReadonlySet<string>,
): Dispatcher.DispatcherComposeInterceptor {
  let previous: string | undefined;
  return (dispatch) => (options, handler) => {
    const { protocol, hostname } = new URL(String(options.origin));
    const host = hostOf(hostname.replace(/^\[(.*)\]$/, "$1")) ?? hostname;
    if (previous === undefined && protocol !== "https:") {
      throw new OptionError("url", `must be https: ${protocol}//${hostname} is not`);
    }
    const leaves = protocol !== "https:" || leavesPins(inForce, previous, host);
    if (previous !== undefined && leaves && !(protocol === "https:" && allowed.has(host))) {
      throw refused(inForce, host);
    }
    previous = host;
    return dispatch(options, handler);
  };
}

type InForce = Dialler["inForce"];

function leavesPins(inForce: InForce, previous: string | undefined, host: string): boolean {
  return previous !== undefined && isEnforced(inForce, previous) && !isEnforced(inForce, host);
}

function isEnforced({ policy }: InForce, host: string): boolean {
  const hostname = hostOf(host);
  const rule = hostname === undefined ? undefined : findRule(policy, hostname);
  return rule !== undefined && rule.exclude !== true && rule.mode === "enforce";
}

function refused(inForce: InForce, host: string): PeerRejectedError {
  const peer: Peer = {
    connectHost: host,
    certificateHost: host,
    port: 443,
    chain: { kind: "served", ders: [], verifySignature },
  };
  const verdict: Verdict = inForce.rejectFor("redirect-refused", peer);
  inForce.announce(verdict, peer);
  return new PeerRejectedError(verdict, describeVerdict(verdict, peer));
}
