import {
  createTlsPinning,
  type Dialler,
  type DoorProbe,
  readPinningOptions,
  type RuntimeParts,
} from "@tlspin/tls";
import { type DispatcherOptions, FETCH_PROBE, pinnedDispatcher, pinnedFetch } from "@tlspin/undici";
import { type Dispatcher as UndiciDispatcher, request } from "undici";

import type { NodePinning, NodePinningOptions } from "./node-pinning.ts";
import { requireHook, requireNode } from "./version-gate.ts";

/**
 * Puts a pin policy in force for the connections of this process that go through its doors.
 *
 * @param policy - What `loadPolicy` or `parsePolicy` gave, or imported JSON.
 * @throws {UnsupportedRuntimeError} This Node.js was not measured.
 * @throws {PolicyError} The policy is invalid, older than `minRevision`, or fails open unasked.
 * @throws {OptionError} An option is unknown, missing or would weaken enforcement.
 */
export function createPinning(policy: unknown, options: NodePinningOptions = {}): NodePinning {
  const read = readPinningOptions(options, OWN_OPTIONS);
  requireNode(process.versions, read.allowUntestedRuntime);
  return createTlsPinning(policy, read, partsOf(read.allowRedirectTo));
}

type NodeDoors = Pick<NodePinning, "fetch" | "dispatcher">;

function partsOf(allowRedirectTo: unknown): RuntimeParts<NodeDoors> {
  return {
    ownOptions: OWN_OPTIONS,
    doorsOf: (dialler: Dialler) => ({
      fetch: pinnedFetch(dialler, allowRedirectTo),
      // The types differ by version of undici; the object is the same.
      // oxlint-disable-next-line typescript/no-unnecessary-type-parameters
      dispatcher: <Kind>(options?: DispatcherOptions) =>
        // oxlint-disable-next-line typescript/no-unsafe-type-assertion
        pinnedDispatcher(dialler, options) as Kind,
    }),
    probes: PROBES,
    requireHook: () => requireHook(process.versions),
  };
}

const OWN_OPTIONS = ["allowRedirectTo"] as const;

const PROBES: readonly DoorProbe<NodePinning>[] = [
  FETCH_PROBE,
  {
    door: "dispatcher",
    open: (pinning) => {
      const dispatcher = pinning.dispatcher<UndiciDispatcher>();
      return async (url) => (await request(url, { dispatcher })).body.text();
    },
  },
];
