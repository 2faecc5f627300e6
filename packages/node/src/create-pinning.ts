import { OptionError } from "@tlspin/core";
import {
  createTlsPinning,
  type Dialler,
  type DoorProbe,
  readPinningOptions,
  type RuntimeParts,
} from "@tlspin/tls";
import { type Dispatcher as UndiciDispatcher, request } from "undici";

import type { DispatcherOptions, NodePinning, NodePinningOptions } from "./node-pinning.ts";
import { PinnedDispatcher } from "./pinned-dispatcher.ts";
import { pinnedFetch } from "./pinned-fetch.ts";
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
  return createTlsPinning(policy, options, partsOf(hostsOf(read.allowRedirectTo)));
}

function hostsOf(value: unknown): readonly string[] {
  if (value === undefined) return [];
  if (Array.isArray(value) && value.every((host) => typeof host === "string")) return [...value];
  throw new OptionError("allowRedirectTo", "must be a list of hosts");
}

type NodeDoors = Pick<NodePinning, "fetch" | "dispatcher">;

function partsOf(allowRedirectTo: readonly string[]): RuntimeParts<NodeDoors> {
  return {
    ownOptions: OWN_OPTIONS,
    doorsOf: (dialler: Dialler) => ({
      fetch: pinnedFetch(dialler, new PinnedDispatcher(dialler), allowRedirectTo),
      // The types differ by version of undici; the object is the same.
      // oxlint-disable-next-line typescript/no-unnecessary-type-parameters
      dispatcher: <Kind>(options?: DispatcherOptions) =>
        // oxlint-disable-next-line typescript/no-unsafe-type-assertion
        new PinnedDispatcher(dialler, options) as Kind,
    }),
    probes: PROBES,
    requireHook: () => requireHook(process.versions),
  };
}

const OWN_OPTIONS = ["allowRedirectTo"] as const;

const PROBES: readonly DoorProbe<NodePinning>[] = [
  {
    door: "fetch",
    open:
      ({ fetch }) =>
      async (url) =>
        (await fetch(url)).text(),
  },
  {
    door: "dispatcher",
    open: (pinning) => {
      const dispatcher = pinning.dispatcher<UndiciDispatcher>();
      return async (url) => (await request(url, { dispatcher })).body.text();
    },
  },
];
