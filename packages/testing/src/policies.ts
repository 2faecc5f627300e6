import type { World } from "./world/world.ts";

/** A policy file in the making. The parser under test reads it, so nothing here is typed for it. */
export interface PolicyDraft {
  readonly version: 1;
  readonly revision: number;
  readonly unlistedHosts: "unpinned" | "reject";
  readonly hosts: readonly object[];
  readonly [field: string]: unknown;
}

/** Pins the leaf's key of `api.example.com`. Everything else is ordinary TLS. */
export function leafPolicy({ pins }: World, rule: object = {}): PolicyDraft {
  return policyOf([
    { host: HOST, includeSubdomains: false, pins: [pins.leaf], backupPins: [pins.backup], ...rule },
  ]);
}

/** Pins the key of the CA that issues for `api.example.com`. */
export function caPolicy(world: World, rule: object = {}): PolicyDraft {
  const { issuing, backup } = world.pins;
  return leafPolicy(world, {
    pins: [{ spki: issuing, at: "ca" }],
    backupPins: [{ spki: backup, at: "ca" }],
    ...rule,
  });
}

/** Accepts the man in the middle: the policy before it was tightened. */
export function loosePolicy(world: World): PolicyDraft {
  return leafPolicy(world, { pins: [world.pins.rogueLeaf] });
}

/** Pins another host only, so that `api.example.com` gets ordinary TLS. */
export function otherPolicy(world: World): PolicyDraft {
  return leafPolicy(world, { host: "pinned.example.org" });
}

/** A first revision with these rules, and more fields where given. */
export function policyOf(hosts: readonly object[], fields: object = {}): PolicyDraft {
  return { version: 1, revision: 1, unlistedHosts: "unpinned", hosts, ...fields };
}

/** The next revision of a policy. */
export function nextOf(policy: PolicyDraft): PolicyDraft {
  return { ...policy, revision: policy.revision + 1 };
}

/** The host that the world's servers are. */
export const HOST = "api.example.com";
