import { readFileSync, writeFileSync } from "node:fs";

import { MATRIX, README } from "./documents.ts";
import { lastMeasurements } from "./measurements.ts";
import { withMatrix, withTables } from "./runtime-tables.ts";

// Brings the tables of the README and of docs/runtimes.md up to the last run of test/contract.test.ts.
const measured = lastMeasurements();
writeFileSync(README, withTables(readFileSync(README, "utf8"), measured));
writeFileSync(MATRIX, withMatrix(readFileSync(MATRIX, "utf8"), measured));
