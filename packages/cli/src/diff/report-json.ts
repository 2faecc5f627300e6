import type { Compared } from "./compare-files.ts";

/** The changes as one JSON document. */
export function diffDocument({ before, after, diff, unreachable }: Compared): object {
  return {
    old: { policy: before.name, revision: before.policy.revision },
    new: { policy: after.name, revision: after.policy.revision },
    ...diff,
    unreachable,
  };
}
