import { parseArgs } from "node:util";

import { measure } from "./harness.ts";
import { judged, linesOf } from "./report.ts";
import { ROWS } from "./rows.ts";

// pnpm bench [word…] [--json]: measures the rows whose names have all of the words. Exits with 1 where a
// goal is missed.
const { positionals: words, values } = parseArgs({
  allowPositionals: true,
  options: { json: { type: "boolean", default: false } },
});

const results = ROWS.filter(({ name }) => words.every((word) => name.includes(word))).map((row) => {
  const result = judged(row, measure(row));
  if (!values.json) console.log(linesOf(result).join("\n"));
  return result;
});
if (values.json) {
  const { version, arch, platform } = process;
  console.log(JSON.stringify({ node: version, platform, arch, rows: results }, undefined, 2));
}
const isReached = results.every(({ goals }) => goals.every(({ reached }) => reached));
process.exitCode = results.length > 0 && isReached ? 0 : 1;
