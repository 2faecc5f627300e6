import { parseArgs } from "node:util";

import { runTarget } from "./run-target.ts";
import type { Target } from "./target.ts";
import { allTargets } from "./targets/index.ts";

// `pnpm fuzz --minutes 10`: every target in turn, or the one of `--target`. `--seed` repeats a run,
// `--keep` keeps what reached new code, `--input` runs one input that was found.
const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "1" },
    target: { type: "string" },
    seed: { type: "string" },
    input: { type: "string" },
    keep: { type: "boolean", default: false },
  },
});

const targets = (await allTargets()).filter(
  ({ name }) => values.target === undefined || name === values.target,
);
if (targets.length === 0) throw new Error(`no target is called ${values.target}`);
const minutes = Number(values.minutes);
if (!(minutes > 0)) throw new Error(`--minutes ${values.minutes}: must be a number above 0`);
const seed = Number(values.seed ?? Date.now() % 2 ** 32);

if (values.input !== undefined)
  runOne(targets, new Uint8Array(Buffer.from(values.input, "base64")));
else
  for (const target of targets) {
    runTarget(target, { seconds: (60 * minutes) / targets.length, seed, keep: values.keep });
  }

function runOne(all: readonly Target[], input: Uint8Array): void {
  for (const target of all) target.run(input);
  console.log("nothing found");
}
