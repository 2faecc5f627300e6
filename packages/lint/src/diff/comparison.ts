import type { Policy } from "@tlspin/core";

import type { Evidence } from "../evidence.ts";

/** Two policies, and what is known besides. */
export interface Comparison {
  readonly before: Policy;
  readonly after: Policy;
  readonly at: Date;
  readonly evidence: Pick<Evidence, "chains" | "releases">;
}
