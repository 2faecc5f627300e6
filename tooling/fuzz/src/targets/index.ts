import type { Target } from "../target.ts";
import { forgeWorld } from "../world.ts";
import { certificateTarget, gateTarget } from "./der-targets.ts";
import { evaluateTarget } from "./evaluate-target.ts";
import { hostnameTarget, pemTarget, pinTarget, policyTarget } from "./text-targets.ts";

/** Everything that reads hostile bytes. */
export async function allTargets(): Promise<readonly Target[]> {
  const world = await forgeWorld();
  return [
    gateTarget(world),
    certificateTarget(world),
    policyTarget,
    hostnameTarget,
    pinTarget,
    pemTarget,
    evaluateTarget(world),
  ];
}
