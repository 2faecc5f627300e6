import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";

import { judgedRows } from "./judged-rows.ts";
import { measure } from "./measure.ts";
import { readmeWith } from "./readme.ts";
import { linesOf } from "./report.ts";
import { tableOf } from "./table.ts";

// `pnpm bench`: a table for people, or with --json one object on standard output. With words, only the
// rows of the simulation that have all of them, and exit code 1 where one misses a goal.
const { values, positionals: words } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: "boolean", default: false },
    quick: { type: "boolean", default: false },
    // Puts the figures into the README.
    publish: { type: "boolean", default: false },
  },
});
await (words.length > 0 ? benchRows() : benchAll());

async function benchRows(): Promise<void> {
  const rows = await judgedRows(words);
  say(values.json ? JSON.stringify({ rows }) : rows.flatMap(linesOf).join("\n"));
  const isReached = rows.every(({ goals }) => goals.every(({ reached }) => reached));
  process.exitCode = rows.length > 0 && isReached ? 0 : 1;
}

async function benchAll(): Promise<void> {
  const costs = await measure(values.quick, (line) => process.stderr.write(`${line}\n`));
  const result = { ...costs, simulation: values.quick ? [] : await judgedRows([]) };
  const home = join(import.meta.dirname, "..");
  await mkdir(join(home, "reports"), { recursive: true });
  await put(join(home, "reports/bench.json"), pretty(result));
  if (values.publish) {
    const readme = join(home, "README.md");
    await put(join(home, "results.json"), pretty(result));
    await put(readme, readmeWith(await readFile(readme, "utf8"), result));
  }
  const simulation = result.simulation.flatMap(linesOf).join("\n");
  say(values.json ? JSON.stringify(result) : `${tableOf(result.rows)}\n\n${simulation}`);
}

function say(text: string): void {
  process.stdout.write(`${text.trimEnd()}\n`);
}

function pretty(value: object): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

async function put(path: string, text: string): Promise<void> {
  await writeFile(`${path}.new`, text);
  await rename(`${path}.new`, path);
}
