import { PinnedAgent } from "./agent.ts";
import { DIAL_OPTIONS } from "./dial.ts";
import { type Dialler, diallerOf } from "./dialler.ts";
import { http2Connect } from "./http2.ts";
import { readPinningOptions } from "./pinning-options.ts";
import type { Pinning } from "./pinning.ts";
import type { Ports } from "./ports.ts";
import { readOptions } from "./read-options.ts";
import { rootsFor } from "./roots.ts";
import { type DoorProbe, selfTest } from "./self-test.ts";
import { SHARED_PROBES } from "./shared-probes.ts";
import { tlsOptionsOf } from "./tls-options.ts";
import { verifySignature } from "./verify-signature.ts";
import { wrapAgent } from "./wrap-agent.ts";

/** What a runtime's adapter brings to the doors that every runtime has. */
export interface RuntimeParts<Doors extends object> {
  /** The options that only this runtime's adapter has. It reads them itself. */
  readonly ownOptions?: readonly string[];
  /** Makes the doors that only this runtime has. */
  readonly doorsOf: (dialler: Dialler) => Doors;
  /** How the self-test goes through each of those doors. */
  readonly probes: readonly DoorProbe<Pinning & Doors>[];
  /** @throws {UnsupportedRuntimeError} The runtime does not call a hook on every connection. */
  readonly requireHook: () => void;
  /** Where the runtime differs. Default: as Node.js does it. */
  readonly ports?: Ports;
}

/**
 * Makes the pinned doors of a runtime. Adapters call it after their version gate.
 *
 * @param options - `PinningOptions`, and those of `parts.ownOptions`.
 * @throws {PolicyError} The policy is invalid, older than `minRevision`, or fails open unasked.
 * @throws {OptionError} An option is unknown, missing or would weaken enforcement.
 * @throws {UnsupportedRuntimeError} The runtime cannot enforce the policy.
 */
export function createTlsPinning<Doors extends object>(
  policy: unknown,
  options: object,
  parts: RuntimeParts<Doors>,
): Pinning & Doors {
  const read = readPinningOptions(options, parts.ownOptions);
  return pinningOf(diallerOf(policy, read, { ports: portsOf(parts) }), parts);
}

function pinningOf<Doors extends object>(
  dialler: Dialler,
  parts: RuntimeParts<Doors>,
): Pinning & Doors {
  const { inForce, dial } = dialler;
  const shared: Pinning = {
    get policy() {
      return inForce.policy;
    },
    agent: (options) => new PinnedAgent(dialler, options),
    wrapAgent: (agent) => wrapAgent(dialler, agent),
    connect: async (options) => dial(readOptions(options, DIAL_OPTIONS)),
    http2Connect: (authority, options) => http2Connect(dialler, authority, options),
    tlsOptions: (host) => {
      parts.requireHook();
      return tlsOptionsOf(inForce, host);
    },
    update: (policy) => inForce.update(policy),
    selfTest: () =>
      selfTest(
        (policy, options, transport) =>
          pinningOf(
            diallerOf(policy, readPinningOptions(options), { ports: portsOf(parts), transport }),
            parts,
          ),
        [...SHARED_PROBES, ...parts.probes],
      ),
    close: () => inForce.close(),
  };
  return Object.assign(shared, parts.doorsOf(dialler));
}

function portsOf({
  ports = { verifySignature, rootsFor },
}: Pick<RuntimeParts<object>, "ports">): Ports {
  return ports;
}
