import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

import { describe, expect, onTestFinished, test } from "vitest";

import { nodeBinaries } from "../src/node-binaries.ts";
import { otherBinaries } from "../src/other-binaries.ts";

const PROGRAM = join(import.meta.dirname, "../programs/watch-policy.mjs");

describe.for(runtimes())("watchPolicy on $name", ({ name, path, before }) => {
  test("takes each good file, however it came, keeps its policy over a bad one, and lets the process end", async ({
    skip,
  }) => {
    if (path === undefined) return skip(`${name} is not installed`);
    const folder = await mkdtemp(join(tmpdir(), "tlspin-watch-"));
    const file = join(folder, "pins.json");
    await writeFile(file, textOf(1));
    const child = spawn(path, [...before(file), PROGRAM, file]);
    onTestFinished(() => void child.kill());
    const heard = linesOf(child);

    expect(await heard()).toEqual({ event: "watching", revision: 1 });
    await writeFile(file, textOf(2));
    expect(await heard()).toEqual({ event: "policy", revision: 2 });
    for (const revision of [3, 4]) {
      await writeFile(`${file}.tmp`, textOf(revision));
      await rename(`${file}.tmp`, file);
      expect(await heard()).toEqual({ event: "policy", revision });
    }
    await writeFile(file, textOf(5).slice(0, 40));
    expect(await heard()).toMatchObject({ event: "refused", inForce: 4 });
    await rm(file);
    expect(await heard()).toMatchObject({
      event: "refused",
      message: expect.stringContaining("ENOENT"),
      inForce: 4,
    });
    await symlink("..data/pins.json", file);
    for (const revision of [6, 7]) {
      await swapLink(folder, revision);
      expect(await heard()).toEqual({ event: "policy", revision });
    }
    child.stdin.end();
    expect(await heard()).toEqual({ event: "ending" });
    expect(await once(child, "exit")).toEqual([0, null]);
    await rm(folder, { recursive: true });
  });
});

interface RuntimeCall {
  readonly name: string;
  readonly path: string | undefined;
  /** What stands before the program's path, where it may read this file and no more. */
  readonly before: (file: string) => readonly string[];
}

function runtimes(): readonly RuntimeCall[] {
  const nodes = nodeBinaries().map(({ version, path }) => ({
    name: `Node.js ${version}`,
    path,
    before: () => [],
  }));
  const others = otherBinaries().map(({ runtime, version, path }) => ({
    name: `${runtime === "deno" ? "Deno" : "Bun"} ${version}`,
    path,
    before: (file: string) =>
      runtime === "deno" ? ["run", "--no-prompt", `--allow-read=${file}`] : [],
  }));
  return [...nodes, ...others];
}

/** As Kubernetes brings a new version of a mounted file. */
async function swapLink(folder: string, revision: number): Promise<void> {
  const version = `..version-${revision}`;
  await mkdir(join(folder, version));
  await writeFile(join(folder, version, "pins.json"), textOf(revision));
  await symlink(version, join(folder, "..data_tmp"));
  await rename(join(folder, "..data_tmp"), join(folder, "..data"));
}

/** Gives the next line, parsed. Where the program ended instead, it says why. */
function linesOf(child: ChildProcessWithoutNullStreams): () => Promise<unknown> {
  let crash = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (crash += text));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return async () => {
    const { value, done } = await lines.next();
    return done === true ? `ended: ${crash}` : JSON.parse(value);
  };
}

function textOf(revision: number): string {
  const hosts = [{ host: "status.example.com", includeSubdomains: false, exclude: true }];
  return JSON.stringify({ version: 1, revision, unlistedHosts: "reject", hosts });
}
