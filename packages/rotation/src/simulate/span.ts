import type { Instant } from "../instant.ts";

/** A time, with its beginning and without its end. */
export interface Span {
  readonly from: Instant;
  readonly until: Instant;
}
