import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** The inputs that are kept for a target, in the repository. All come from forged certificates. */
export function readCorpus(target: string): readonly Uint8Array[] {
  const file = fileOf(target);
  if (!existsSync(file)) return [];
  const inputs: readonly string[] = JSON.parse(readFileSync(file, "utf8"));
  return inputs.map((base64) => new Uint8Array(Buffer.from(base64, "base64")));
}

/** Keeps inputs for a target instead of those that were kept. */
export function writeCorpus(target: string, inputs: readonly Uint8Array[]): void {
  const texts = new Set(inputs.map((input) => Buffer.from(input).toString("base64")));
  writeFileSync(fileOf(target), `${JSON.stringify([...texts], undefined, 2)}\n`);
}

function fileOf(target: string): string {
  return join(import.meta.dirname, "../corpus", `${target}.json`);
}
