import type { Change } from "./change.ts";

/** A change of one pair of rules, before evidence tells more of it. */
export interface BareChange extends Omit<Change, "hosts" | "needs"> {
  /** Whether a server that is in use could be refused by it. */
  readonly mayBrick?: boolean;
  /** What it takes away, as `acceptanceOf` spells it: only a server that matched this is refused by it. */
  readonly takesAway?: string;
}
