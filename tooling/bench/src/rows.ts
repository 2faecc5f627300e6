import type { Row } from "./harness.ts";
import { SIMULATE_ROWS } from "./rows/simulate.ts";

/** Every row of the benchmark. */
export const ROWS: readonly Row[] = [...SIMULATE_ROWS];
