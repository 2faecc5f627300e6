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
  let from: string | undefined;
  return (dispatch) => (options, handler) => {
    const { protocol, hostname } = new URL(String(options.origin));
    const host = hostOf(hostname) ?? hostname;
    if (
      from !== undefined &&
      (protocol !== "https:" || leavesPins({ from, to: host, allowed }, inForce))
    ) {
      throw refused(inForce, host);
    }
    if (protocol !== "https:") {
      throw new OptionError("url", `must be https: ${protocol}//${hostname} is not`);
    }
    from = host;
    return dispatch(options, handler);
  };
}

type InForce = Dialler["inForce"];

interface Hop {
  readonly from: string;
  readonly to: string;
  readonly allowed: ReadonlySet<string>;
}

function leavesPins({ from, to, allowed }: Hop, inForce: InForce): boolean {
  return isEnforced(inForce, from) && !isEnforced(inForce, to) && !allowed.has(to);
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
