import type { Duplex } from "node:stream";
import type { TLSSocket } from "node:tls";

import { type Dial, dialOf, type DialOptions } from "./dial.ts";
import { guardedConnect, guardedThrough, type Open } from "./guarded-connect.ts";
import { type IdentityCheck, identityCheckOf, lookupOf } from "./option-values.ts";
import type { PinningOptionsRead } from "./pinning-options.ts";
import { PolicyInForce } from "./policy-in-force.ts";
import type { Ports } from "./ports.ts";
import { pickNames, readOptions } from "./read-options.ts";
import { CONTEXT_OPTIONS, SecureContexts } from "./secure-contexts.ts";
import { openTunnel, type Proxy, type TunnelPorts } from "./tunnel.ts";

/** Makes every connection of one `Pinning`, whatever the door. */
export interface Dialler {
  readonly inForce: PolicyInForce;
  /**
   * @param proxy - What to tunnel through. The pins apply to the origin inside the tunnel.
   * @throws {PeerRejectedError} The policy or the guard does not allow the peer.
   * @throws {OptionError} An option is not what it must be.
   */
  readonly dial: (options: DialOptions, proxy?: Proxy) => Promise<TLSSocket>;
  /**
   * The same, where somebody else's code makes the connection.
   *
   * @param open - It must listen for errors of the socket before it gives it.
   */
  readonly dialThrough: (options: DialOptions, open: Open) => Promise<TLSSocket>;
  /**
   * Checks options that are to hold for many dials, so that a door fails when it is built.
   *
   * @throws {OptionError} An option is not what it must be.
   */
  readonly check: (options: DialOptions) => void;
}

/** What connects instead of the network, for the self-test. */
export type Transport = () => Duplex;

export interface DiallerParts {
  readonly ports: Ports;
  /** Default: the network. */
  readonly transport?: Transport;
}

/**
 * @throws {PolicyError | OptionError} The policy is invalid, or an option would weaken enforcement.
 * @throws {UnsupportedRuntimeError} The runtime cannot enforce the policy.
 */
export function diallerOf(
  policy: unknown,
  options: PinningOptionsRead,
  { ports, transport }: DiallerParts,
): Dialler {
  const inForce = new PolicyInForce(policy, options, ports);
  const contexts = new SecureContexts();
  const defaults = readOptions(options.tls, TLS_DEFAULTS);
  const prepare = (own: DialOptions): Dial =>
    dialOf(mergedOptions(defaults, own), inForce, contexts);

  // A proxy has no use for the certificate that a client shows to the origin.
  const anonymous = { cert: undefined, key: undefined, passphrase: undefined, pfx: undefined };
  const dialProxy = ({ host, port }: Proxy, { timeout, signal }: Dial): Promise<Duplex> =>
    guardedConnect(prepare({ host, port, timeout, signal, ...anonymous }), inForce);

  const check = (standing: DialOptions): void => {
    const { lookup, ...material } = mergedOptions(defaults, standing);
    lookupOf(lookup);
    contexts.contextFor(pickNames(material, CONTEXT_OPTIONS), inForce.policy.minTls);
  };
  check({});
  return {
    inForce,
    check,
    dialThrough: async (own, open) => {
      inForce.requireOpen();
      const dial = prepare(own);
      if (transport === undefined) return guardedThrough(dial, inForce, open);
      return guardedThrough(dial, inForce, (ours) => open({ ...ours, socket: transport() }));
    },
    dial: async (own, proxy) => {
      inForce.requireOpen();
      const dial = prepare(own);
      if (transport !== undefined) return guardedConnect({ ...dial, socket: transport() }, inForce);
      if (proxy === undefined) return guardedConnect(dial, inForce);
      return dialOver(proxy, dial, { inForce, dialProxy });
    },
  };
}

async function dialOver(proxy: Proxy, dial: Dial, ports: TunnelPorts): Promise<TLSSocket> {
  const socket = await openTunnel(proxy, dial, ports);
  try {
    return await guardedConnect({ ...dial, socket }, ports.inForce);
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

/** The options that hold for every dial, with those of one dial over them. Both checks run. */
export function mergedOptions(defaults: DialOptions, own: DialOptions): DialOptions {
  const checkServerIdentity = bothChecks(
    identityCheckOf(defaults.checkServerIdentity),
    identityCheckOf(own.checkServerIdentity),
  );
  return Object.assign(Object.create(null), defaults, own, { checkServerIdentity });
}

function bothChecks(
  first: IdentityCheck | undefined,
  second: IdentityCheck | undefined,
): IdentityCheck | undefined {
  if (first === undefined || second === undefined || first === second) return first ?? second;
  return (hostname, certificate) => first(hostname, certificate) ?? second(hostname, certificate);
}

/** The options that may hold for every dial. */
export const TLS_DEFAULTS: readonly TlsDefault[] = [
  ...CONTEXT_OPTIONS,
  "lookup",
  "checkServerIdentity",
];

export type TlsDefault = (typeof CONTEXT_OPTIONS)[number] | "lookup" | "checkServerIdentity";
