import type { Duplex } from "node:stream";
import type { TLSSocket } from "node:tls";

import { dialOf, type DialOptions } from "./dial.ts";
import { guardedConnect } from "./guarded-connect.ts";
import { type IdentityCheck, identityCheckOf, lookupOf } from "./option-values.ts";
import type { PinningOptions } from "./pinning.ts";
import { PolicyInForce } from "./policy-in-force.ts";
import { pickNames, readOptions } from "./read-options.ts";
import { CONTEXT_OPTIONS, SecureContexts } from "./secure-contexts.ts";

/** Makes every connection of one `Pinning`, whatever the door. */
export interface Dialler {
  readonly inForce: PolicyInForce;
  /**
   * @throws {PeerRejectedError} The policy or the guard does not allow the peer.
   * @throws {OptionError} An option is not what it must be.
   */
  readonly dial: (options: DialOptions) => Promise<TLSSocket>;
  /**
   * Checks options that are to hold for many dials, so that a door fails when it is built.
   *
   * @throws {OptionError} An option is not what it must be.
   */
  readonly check: (options: DialOptions) => void;
}

/** What connects instead of the network, for the self-test. */
export type Transport = () => Duplex;

/**
 * @throws {PolicyError | OptionError} The policy is invalid, or an option would weaken enforcement.
 */
export function diallerOf(
  policy: unknown,
  options: PinningOptions,
  transport?: Transport,
): Dialler {
  const inForce = new PolicyInForce(policy, options);
  const contexts = new SecureContexts();
  const defaults = readOptions(options.tls ?? {}, TLS_DEFAULTS);
  const check = (standing: DialOptions): void => {
    const { lookup, ...material } = mergedOptions(defaults, standing);
    lookupOf(lookup);
    contexts.contextFor(pickNames(material, CONTEXT_OPTIONS), inForce.policy.minTls);
  };
  check({});
  return {
    inForce,
    check,
    dial: async (own) => {
      const dial = dialOf(mergedOptions(defaults, own), inForce, contexts);
      const socket = transport === undefined ? dial.socket : transport();
      return guardedConnect({ ...dial, socket }, inForce);
    },
  };
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
