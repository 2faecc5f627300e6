import { readCorpus, writeCorpus } from "./corpus.ts";
import { CoverageCounter } from "./coverage.ts";
import { type Find, fuzz, type Progress } from "./fuzz.ts";
import type { Target } from "./target.ts";

/** How long and from which seed to fuzz, and whether to keep what reached new code. */
export interface RunOptions {
  readonly seconds: number;
  readonly seed: number;
  readonly keep: boolean;
}

/** Fuzzes one target for a while and says what came of it. */
export function runTarget(target: Target, { seconds, seed, keep }: RunOptions): void {
  const counter = new CoverageCounter((url) => url.includes("/packages/core/"));
  const end = Date.now() + seconds * 1000;
  const goesOn = (progress: Progress): boolean => {
    holdMemory(progress);
    return Date.now() < end;
  };
  const { find, progress } = fuzz(target, readCorpus(target.name), { counter, seed, goesOn });
  counter.close();
  if (find !== undefined) tell(target, find);
  if (progress === undefined) return;
  const { inputs, corpus, reached, work } = progress;
  const code = `${reached.size} characters of code`;
  console.log(
    `${target.name}: ${inputs} inputs, ${corpus.length} kept, ${code}, at most ${work} steps, seed ${seed}`,
  );
  if (keep) writeCorpus(target.name, corpus.slice(target.seeds.length));
}

function tell({ name }: Target, { input, error }: Find): void {
  const base64 = Buffer.from(input).toString("base64");
  console.log(`${name}: FOUND`, error);
  console.log(`run it again: pnpm fuzz --target ${name} --input ${base64}`);
  process.exitCode = 1;
}

/** What is remembered of inputs is bounded, so that the heap is too, however many there were. */
function holdMemory({ inputs }: Progress): void {
  if (inputs % MEMORY_EVERY !== 0) return;
  const { heapUsed } = process.memoryUsage();
  if (heapUsed > MOST_MEMORY) throw new Error(`${heapUsed} bytes of heap after ${inputs} inputs`);
}

const MEMORY_EVERY = 6400;
const MOST_MEMORY = 512 * 1024 * 1024;
