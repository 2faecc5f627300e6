import { parseArgs } from "node:util";

import { createPinning } from "@tlspin/node";

import { soak } from "./soak.ts";
import { problemsOf, table } from "./verdict.ts";

const { values } = parseArgs({
  options: {
    requests: { type: "string", default: "30000" },
    minutes: { type: "string", default: "3" },
  },
});
const adapter = { name: `node ${process.versions.node}`, createPinning };
const report = await soak(adapter, {
  requests: Number(values.requests),
  milliseconds: Number(values.minutes) * 60_000,
  onCheckpoint: (checkpoint) => console.log(table(checkpoint)),
});
console.log(report);
const problems = problemsOf(report);
for (const problem of problems) console.error(`FAILED: ${problem}`);
process.exitCode = problems.length === 0 ? 0 : 1;
