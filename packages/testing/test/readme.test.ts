import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";

import { expect, test } from "vitest";

const run = promisify(execFile);

test("the snippet of the README that prints something runs, and prints what the README says", async () => {
  const readme = await readFile(new URL("../README.md", import.meta.url), "utf8");
  const snippet = /## Forge a PKI[^#]*?```ts\n([\s\S]*?)```/.exec(readme)?.[1] ?? "";
  const promised = /It prints `([^`]+)`/.exec(readme)?.[1];
  const { stdout } = await run(process.execPath, [
    "--conditions=@tlspin/source",
    "--input-type=module-typescript",
    "--eval",
    snippet,
  ]);
  expect(stdout.trim()).toBe(promised);
});
