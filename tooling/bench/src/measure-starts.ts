import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

import { interleaved, ratios } from "./rounds.ts";
import { type Row, rowOf, type Runtime } from "./row.ts";
import type { Installed } from "./run-program.ts";
import type { Amounts } from "./scene.ts";

/** How much longer than a process that does nothing one takes that loads us. */
export async function measureStarts(
  installed: Installed,
  { starts }: Amounts,
): Promise<readonly Row[]> {
  const { runtime } = installed;
  const programs: Readonly<Record<string, readonly string[]>> = {
    [NOTHING]: evaluating(runtime, "0"),
    ...(runtime === "Node.js" ? { "tlspin --help": [COMMAND, "--help"] } : {}),
    "import of @tlspin/core": evaluating(runtime, importOf("@tlspin/core")),
    "import of the adapter": evaluating(runtime, importOf(ADAPTERS[runtime])),
  };
  const variants = Object.entries(programs).map(
    ([name, args]) => [name, () => millisecondsOf(installed.path, args)] as const,
  );
  const samples = await interleaved(Object.fromEntries(variants), starts);
  return Object.keys(programs)
    .filter((name) => name !== NOTHING)
    .map((name) => {
      const title = { group: `start of a process, ${NOTHING} = 1`, name, unit: "times" } as const;
      return rowOf(title, runtime, ratios(samples(name), samples(NOTHING)));
    });
}

/** The arguments that make a runtime run a line. */
function evaluating(runtime: Runtime, line: string): readonly string[] {
  return [runtime === "Deno" ? "eval" : "-e", line];
}

function importOf(name: string): string {
  return `import(${JSON.stringify(import.meta.resolve(name))})`;
}

function millisecondsOf(path: string, args: readonly string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const from = process.hrtime.bigint();
    const child = spawn(path, args, { stdio: ["ignore", "ignore", "inherit"] });
    child.once("error", reject);
    child.once("close", (code) => {
      if (code === 0) resolve(Number(process.hrtime.bigint() - from) / 1e6);
      else reject(new Error(`${path} ${args.join(" ")} ended with exit code ${code}`));
    });
  });
}

const NOTHING = "an empty line (node -e 0)";

const COMMAND = join(
  dirname(createRequire(import.meta.url).resolve("tlspin/package.json")),
  "bin/tlspin.js",
);

/** The package of each runtime's adapter. */
export const ADAPTERS = {
  "Node.js": "@tlspin/node",
  Deno: "@tlspin/deno",
  Bun: "@tlspin/bun",
} as const satisfies Readonly<Record<Runtime, string>>;
