import { createTlsPinning, type Dialler, type DoorProbe, type RuntimeParts } from "@tlspin/tls";
import { request } from "undici";

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
  requireNode(process.versions, options.allowUntestedRuntime === true);
  return createTlsPinning(policy, options, partsOf(options));
}

type NodeDoors = Pick<NodePinning, "fetch" | "dispatcher">;

function partsOf({ allowRedirectTo = [] }: NodePinningOptions): RuntimeParts<NodeDoors> {
  return {
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

const PROBES: readonly DoorProbe<NodePinning>[] = [
  {
    door: "fetch",
    send: async ({ fetch }, url) => (await fetch(url)).text(),
  },
  {
    door: "dispatcher",
    send: async (pinning, url) => {
      const { body } = await request(url, { dispatcher: pinning.dispatcher() });
      return body.text();
    },
  },
];
