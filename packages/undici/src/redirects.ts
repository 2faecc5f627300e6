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
  let hops = 0;
  let mustStay = false;
  return (dispatch) => (options, handler) => {
    const { host, secure } = hopOf(options);
    const enforced = isEnforced(inForce, host);
    const leaves = !secure || (mustStay && !enforced && !allowed.has(host));
    if (hops > 0 && leaves) throw refused(inForce, host);
    if (!secure) throw new OptionError("url", `must be https: ${String(options.origin)} is not`);
    hops += 1;
    // What an enforced host was sent, an allowed one must not pass on to anybody.
    mustStay ||= enforced;
    return dispatch(options, handler);
  };
}

function hopOf({ origin }: Dispatcher.DispatchOptions): { host: string; secure: boolean } {
  const { protocol, hostname } = new URL(String(origin));
  return { host: hostOf(hostname) ?? hostname, secure: protocol === "https:" };
}

type InForce = Dialler["inForce"];

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
