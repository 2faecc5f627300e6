import type { LookupFunction } from "node:net";
import type { Duplex } from "node:stream";
import type { SecureContext } from "node:tls";

import {
  describeVerdict,
  findRule,
  type Hostname,
  OptionError,
  type Peer,
  PeerRejectedError,
  type Verdict,
} from "@tlspin/core";

import { hostOf } from "./host.ts";
import {
  familyOf,
  type IdentityCheck,
  identityCheckOf,
  lookupOf,
  portOf,
  protocolsOf,
  signalOf,
  socketOf,
  textOf,
  timeoutOf,
} from "./option-values.ts";
import { peerOf, type Target } from "./peer.ts";
import type { PolicyInForce } from "./policy-in-force.ts";
import { type OptionsRead, pickNames } from "./read-options.ts";
import { CONTEXT_OPTIONS, minVersionOf, type SecureContexts } from "./secure-contexts.ts";

/** Every option that a dial knows. Each door takes some of them. */
export const DIAL_OPTIONS: readonly DialOption[] = [
  ...CONTEXT_OPTIONS,
  "ALPNProtocols",
  "checkServerIdentity",
  "family",
  "host",
  "localAddress",
  "lookup",
  "port",
  "servername",
  "signal",
  "socket",
  "timeout",
];

export type DialOption =
  | (typeof CONTEXT_OPTIONS)[number]
  | "ALPNProtocols"
  | "checkServerIdentity"
  | "family"
  | "host"
  | "localAddress"
  | "lookup"
  | "port"
  | "servername"
  | "signal"
  | "socket"
  | "timeout";

export type DialOptions = OptionsRead<DialOption>;

/** One connection to make: checked, canonical, and nothing in it that could weaken it. */
export interface Dial extends Target {
  readonly connectHost: Hostname;
  readonly certificateHost: Hostname;
  readonly secureContext: SecureContext;
  readonly checkServerIdentity: IdentityCheck | undefined;
  readonly socket: Duplex | undefined;
  readonly signal: AbortSignal | undefined;
  /** Milliseconds until the peer must be proven. */
  readonly timeout: number;
  readonly ALPNProtocols: string[] | undefined;
  readonly family: number | undefined;
  readonly localAddress: string | undefined;
  readonly lookup: LookupFunction | undefined;
  /** Throws where the policy in force, which may be another by then, forbids to make it at all. */
  readonly mayBeMade: () => void;
  /** Whether it may carry requests for other names of the certificate (HTTP/2). */
  readonly coalesces: boolean;
}

/**
 * Makes a dial of a door's options.
 *
 * @throws {PeerRejectedError} A host has no canonical spelling, so that no rule can be asked about it.
 * @throws {OptionError} An option is not what it must be.
 */
export function dialOf(
  options: DialOptions,
  inForce: PolicyInForce,
  contexts: SecureContexts,
): Dial {
  const target = targetOf(options, inForce);
  // A later policy judges the versions that this dial offers, which it can no longer change.
  const offered = {
    hosts: [target.connectHost, target.certificateHost],
    minVersion: minVersionOf(options, inForce.policy.minTls),
  };
  const mayBeMade = (): void => refuseDisclosure(options, offered, inForce);
  mayBeMade();
  const ALPNProtocols = protocolsOf(options.ALPNProtocols);
  return {
    ...target,
    mayBeMade,
    secureContext: contexts.contextFor(pickNames(options, CONTEXT_OPTIONS), inForce.policy.minTls),
    checkServerIdentity: identityCheckOf(options.checkServerIdentity),
    socket: socketOf(options.socket),
    signal: signalOf(options.signal),
    timeout: timeoutOf(options.timeout),
    ca: options.ca,
    ALPNProtocols,
    coalesces: ALPNProtocols?.includes("h2") === true,
    family: familyOf(options.family),
    localAddress: textOf("localAddress", options.localAddress),
    lookup: lookupOf(options.lookup),
  };
}

function targetOf(
  { host, servername, port }: DialOptions,
  inForce: PolicyInForce,
): Pick<Dial, "connectHost" | "certificateHost" | "port"> {
  // An empty name is how libraries say "send no SNI": an IP address is proven as itself.
  const named = servername === "" ? host : (servername ?? host);
  const connectHost = hostOf(host);
  const certificateHost = hostOf(named);
  if (connectHost === undefined || certificateHost === undefined) {
    const said = { connectHost: String(host), certificateHost: String(named), port: 0 };
    const peer = peerOf(said, {}, inForce.ports);
    throw rejected(inForce.rejectFor("host-invalid", peer), peer, inForce);
  }
  const target = { connectHost, certificateHost, port: portOf(port) };
  refuseUnlisted(target, inForce);
  return target;
}

/** Where no rule applies, nothing that the peer could show would change the verdict. */
function refuseUnlisted(target: Target, inForce: PolicyInForce): void {
  const peer = peerOf(target, {}, inForce.ports);
  const verdict = inForce.judge(peer, false);
  if (verdict.rule !== undefined || verdict.decision === "allow") return;
  throw rejected(verdict, peer, inForce);
}

function rejected(verdict: Verdict, peer: Peer, inForce: PolicyInForce): PeerRejectedError {
  inForce.announce(verdict, peer);
  return new PeerRejectedError(verdict, describeVerdict(verdict, peer));
}

/**
 * Under TLS 1.2 a client shows its certificate before it has judged the server's, so a man in the
 * middle would learn who calls (RFC 5246 §7.3). TLS 1.3 sends it after the verdict.
 */
export function refuseDisclosure(
  options: DialOptions,
  { hosts, minVersion }: Offered,
  { policy, ports }: PolicyInForce,
): void {
  if (options.cert === undefined && options.key === undefined && options.pfx === undefined) return;
  const { clientCertificateFault } = ports;
  const isRecent = minVersion === "TLSv1.3";
  if (isRecent && clientCertificateFault === undefined) return;

  const enforced = hosts.find((host) => {
    const rule = findRule(policy, host);
    return rule !== undefined && rule.exclude !== true && rule.mode === "enforce";
  });
  if (enforced === undefined) return;
  if (isRecent) throw new OptionError("cert", `for ${enforced}: ${clientCertificateFault}`);
  const why = "a client certificate is shown before the server is judged under TLS 1.2";
  throw new OptionError("minVersion", `must be "TLSv1.3" for ${enforced}: ${why}`);
}

interface Offered {
  readonly hosts: readonly Hostname[];
  readonly minVersion: ReturnType<typeof minVersionOf>;
}
