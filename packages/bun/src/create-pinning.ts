import {
  createTlsPinning,
  readPinningOptions,
  requireRuntime,
  type RuntimeParts,
} from "@tlspin/tls";
import { FETCH_PROBE, pinnedFetch } from "@tlspin/undici";

import type { BunPinning, BunPinningOptions } from "./bun-pinning.ts";
import { nativeFetchOf } from "./native-fetch.ts";
import { portsOf } from "./ports.ts";
import { BUN } from "./version-gate.ts";

/**
 * Puts a pin policy in force for the connections of this process that go through its doors.
 *
 * @param policy - What `loadPolicy` or `parsePolicy` gave, or imported JSON.
 * @throws {UnsupportedRuntimeError} This Bun was not measured, or cannot enforce what was asked for.
 * @throws {PolicyError} The policy is invalid, older than `minRevision`, or fails open unasked.
 * @throws {OptionError} An option is unknown, missing or would weaken enforcement.
 */
export function createPinning(policy: unknown, options: BunPinningOptions = {}): BunPinning {
  const read = readPinningOptions(options, OWN_OPTIONS);
  requireRuntime(process.versions, BUN, read.allowUntestedRuntime);
  return createTlsPinning(policy, read, partsOf(read));
}

function partsOf(read: BunOptionsRead): RuntimeParts<BunDoors> {
  return {
    ownOptions: OWN_OPTIONS,
    doorsOf: (dialler) => ({
      fetch: pinnedFetch(dialler, read.allowRedirectTo),
      nativeFetch: nativeFetchOf(dialler, read),
    }),
    probes: [FETCH_PROBE],
    requireHook: () => requireRuntime(process.versions, BUN, false),
    ports: portsOf(read.nativeFetch),
  };
}

type BunDoors = Pick<BunPinning, "fetch" | "nativeFetch">;

type BunOptionsRead = ReturnType<typeof readPinningOptions<"allowRedirectTo" | "nativeFetch">>;

const OWN_OPTIONS = ["allowRedirectTo", "nativeFetch"] as const;
