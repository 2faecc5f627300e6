import {
  createTlsPinning,
  readPinningOptions,
  requireRuntime,
  type RuntimeParts,
} from "@tlspin/tls";
import { FETCH_PROBE } from "@tlspin/undici";

import type { DenoPinning, DenoPinningOptions } from "./deno-pinning.ts";
import { fetchDoor, mayFetch } from "./fetch-door.ts";
import { givesCa, portsOf } from "./ports.ts";
import { DENO, refuseNative, requireFreshSessions, requireHook } from "./version-gate.ts";

/**
 * Puts a pin policy in force for the connections of this process that go through its doors.
 *
 * @param policy - What `loadPolicy` or `parsePolicy` gave, or imported JSON.
 * @throws {UnsupportedRuntimeError} This Deno was not measured, or cannot enforce what was asked for.
 * @throws {PolicyError} The policy is invalid, older than `minRevision`, or fails open unasked.
 * @throws {OptionError} An option is unknown, missing or would weaken enforcement.
 */
export function createPinning(policy: unknown, options: DenoPinningOptions = {}): DenoPinning {
  refuseNative(options);
  const read = readPinningOptions(options, OWN_OPTIONS);
  requireRuntime(process.versions, DENO, read.allowUntestedRuntime);
  requireFreshSessions(process.versions, givesCa(read.tls));
  return createTlsPinning(policy, read, partsOf(read));
}

function partsOf(read: DenoOptionsRead): RuntimeParts<Pick<DenoPinning, "fetch">> {
  return {
    ownOptions: OWN_OPTIONS,
    doorsOf: (dialler) => ({ fetch: fetchDoor(dialler, read.allowRedirectTo) }),
    // Asked for when the self-test runs: a door that may not be used has nothing to prove.
    get probes() {
      return mayFetch() ? [FETCH_PROBE] : [];
    },
    requireHook,
    ports: portsOf(read),
  };
}

type DenoOptionsRead = ReturnType<
  typeof readPinningOptions<"acceptClientCertificateDisclosure" | "allowRedirectTo">
>;

const OWN_OPTIONS = ["acceptClientCertificateDisclosure", "allowRedirectTo"] as const;
