import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

import { build } from "esbuild";

import { ADAPTERS } from "./measure-starts.ts";
import type { Row, Runtime } from "./row.ts";

/** What a bundle of us weighs, minified and compressed. */
export async function measureSizes(): Promise<readonly Row[]> {
  const core = await kilobytesOf("@tlspin/core");
  const rows: Row[] = [{ ...TITLE, name: "@tlspin/core", runtime: "Node.js", value: core }];
  for (const [runtime, name] of ENTRIES) {
    rows.push({
      ...TITLE,
      name: "the adapter, core included",
      runtime,
      value: await kilobytesOf(name),
    });
  }
  return rows;
}

/** undici is left out: a program that wants its fetch has it anyway, and it is not ours. */
async function kilobytesOf(name: string): Promise<number> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(import.meta.resolve(name))],
    bundle: true,
    minify: true,
    write: false,
    platform: "node",
    format: "esm",
    external: ["undici"],
  });
  return outputFiles.reduce((size, { contents }) => size + gzipSync(contents).length / 1000, 0);
}

const TITLE = { group: "bundle, minified and gzipped, without undici", unit: "kB" } as const;

const ENTRIES: readonly (readonly [Runtime, string])[] = [
  ["Node.js", ADAPTERS["Node.js"]],
  ["Deno", ADAPTERS.Deno],
  ["Bun", ADAPTERS.Bun],
];
