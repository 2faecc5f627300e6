import { join } from "node:path";

import { findReports } from "./find-reports.ts";
import { closingLineOf, countsOf, sumOf } from "./test-counts.ts";

// Ends a run of continuous integration with the count of its tests, from the reports that they left.
const found = findReports(join(import.meta.dirname, "../../.."));
const missing = found.filter(({ report }) => report === undefined);
const empty = found.filter(({ report }) => report !== undefined && countsOf(report).passed === 0);

for (const { folder } of missing) console.log(`${folder}: left no test report`);
for (const { folder } of empty) console.log(`${folder}: no test passed`);

const counts = sumOf(found.map(({ report }) => countsOf(report ?? { testResults: [] })));
console.log(closingLineOf({ ...counts, failed: counts.failed + missing.length }));

const complete = missing.length === 0 && empty.length === 0;
process.exitCode = complete && counts.passed > 0 && counts.failed === 0 ? 0 : 1;
