import { checkServerIdentity, type PeerCertificate } from "node:tls";

import {
  describeVerdict,
  type Hostname,
  isIpAddress,
  OptionError,
  PeerRejectedError,
} from "@tlspin/core";

import { refuseDisclosure } from "./dial.ts";
import { TLS_DEFAULTS } from "./dialler.ts";
import { askOwnCheck } from "./hook.ts";
import { hostOf } from "./host.ts";
import { type IdentityCheck, identityCheckOf } from "./option-values.ts";
import { peerOf, type Target } from "./peer.ts";
import type { HookOptions } from "./pinning.ts";
import type { PolicyInForce } from "./policy-in-force.ts";
import { readOptions } from "./read-options.ts";
import { minVersionOf } from "./secure-contexts.ts";

/**
 * Options for libraries that dial themselves: the hook without the guard. The caller must know that
 * the runtime calls it on every connection. A new object each time, with plain values, because
 * libraries spread such options, and write into them.
 *
 * @param host - The host that is meant, where a library dials an address, or asks about another name.
 */
export function tlsOptionsOf(inForce: PolicyInForce, host?: string): HookOptions {
  if (inForce.distrusts) {
    throw new OptionError(
      "distrusted",
      "needs a guarded door: a hook does not see all that was served",
    );
  }
  const meant = host === undefined ? undefined : canonical(host);
  const { checkServerIdentity: own, ...standing } = readOptions(inForce.options.tls, TLS_DEFAULTS);
  const minVersion = minVersionOf(standing, inForce.policy.minTls);
  refuseDisclosure(standing, { hosts: hostsOf(inForce, meant), minVersion }, inForce);
  const hook: HookContext = { inForce, meant, ca: standing.ca, own: identityCheckOf(own) };
  return {
    // A secure context was made of them when the pinning was, which takes nothing of another type.
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    ...(standing as Partial<HookOptions>),
    ...(meant === undefined || isIpAddress(meant) ? {} : { servername: meant }),
    checkServerIdentity: (hostname, certificate) => check(hook, hostname, certificate),
    rejectUnauthorized: true,
    minVersion,
    // An agent of Node.js puts the session that it kept under the options: on a resumed one, no hook runs.
    session: undefined,
  };
}

interface HookContext {
  readonly inForce: PolicyInForce;
  readonly meant: Hostname | undefined;
  readonly ca: unknown;
  readonly own: IdentityCheck | undefined;
}

/** It never throws: a throw would let the peer pass. */
function check(
  context: HookContext,
  hostname: string,
  certificate: PeerCertificate,
): Error | undefined {
  const { inForce, meant = hostname, own } = context;
  try {
    inForce.requireOpen();
    return (
      RUNTIME_CHECK(meant, certificate) ??
      judge(context, meant, certificate) ??
      askOwnCheck(own, meant, certificate)
    );
  } catch {
    const peer = peerOf(targetOf(context, meant), {}, inForce.ports);
    const verdict = inForce.rejectFor("internal-error", peer);
    return new PeerRejectedError(verdict, describeVerdict(verdict, peer));
  }
}

function judge(
  context: HookContext,
  hostname: string,
  certificate: PeerCertificate,
): Error | undefined {
  const { inForce } = context;
  const peer = peerOf(targetOf(context, hostname), certificate, inForce.ports);
  const verdict = inForce.judge(peer, false);
  queueMicrotask(() => inForce.announce(verdict, peer));
  if (verdict.decision === "allow") return undefined;
  return new PeerRejectedError(verdict, describeVerdict(verdict, peer));
}

/** The hook is told the name to prove and nothing else: neither the address nor the port. */
function targetOf({ ca }: HookContext, hostname: string): Target {
  const host = hostOf(hostname) ?? hostname;
  return { connectHost: host, certificateHost: host, port: 0, ca };
}

function canonical(host: string): Hostname {
  const meant = hostOf(host);
  if (meant !== undefined) return meant;
  throw new OptionError("host", "is no host name that a connection can be judged by");
}

/** The hosts that a client certificate might be shown to: where none is meant, each that is listed. */
function hostsOf({ policy }: PolicyInForce, meant: Hostname | undefined): readonly Hostname[] {
  return meant === undefined ? policy.hosts.map((rule) => rule.host) : [meant];
}

// Taken at load, so that a later patch of the module does not reach it.
const RUNTIME_CHECK = checkServerIdentity;
