import type { Duplex } from "node:stream";
import type { TLSSocket } from "node:tls";

import { dialOf, type DialOptions } from "./dial.ts";
import { guardedConnect } from "./guarded-connect.ts";
import { type IdentityCheck, identityCheckOf } from "./option-values.ts";
import type { PinningOptions } from "./pinning.ts";
import { PolicyInForce } from "./policy-in-force.ts";
import { readOptions } from "./read-options.ts";
import { CONTEXT_OPTIONS, SecureContexts } from "./secure-contexts.ts";

/** Makes every connection of one `Pinning`, whatever the door. */
export interface Dialler {
  readonly inForce: PolicyInForce;
  /**
   * @throws {PeerRejectedError} The policy or the guard does not allow the peer.
   * @throws {OptionError} An option is not what it must be.
   */
  readonly dial: (options: DialOptions) => Promise<TLSSocket>;
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
  return {
    inForce,
    dial: async (own) => {
      const merged = mergedOptions(defaults, own);
      const dial = dialOf(merged, inForce, contexts);
      return guardedConnect(
        transport === undefined ? dial : { ...dial, socket: transport() },
        inForce,
      );
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
