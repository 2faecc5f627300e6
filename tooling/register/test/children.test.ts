import { nodeBinaries } from "@tlspin-tooling/runtimes/node-binaries";
import { type Servers, startServers } from "@tlspin/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { type Cast, forgeCast } from "../src/cast.ts";
import { type Outcome, REGISTER, run } from "../src/run.ts";

const WAYS = [
  "fork",
  "fork, no arguments",
  "fork, no environment",
  "fork, other folder",
  "spawn",
  "spawn, no environment",
  "spawn, other folder",
  "a shell in between",
  "execFileSync",
  "execFileSync, no environment",
  "spawnSync, no environment",
  "execSync, no environment",
  "cluster",
  "Worker",
  "Worker, no arguments",
  "Worker, no environment",
  "Worker, shared environment",
  "Worker of text",
  "Worker of text, no environment",
  "Worker of a Worker",
  "fork of a Worker",
];

let cast: Cast;
let servers: Servers;
let policy: string;

beforeAll(async () => {
  cast = await forgeCast();
  policy = await cast.policy("pins.json");
  servers = await startServers(
    ["genuine", "rogue"].flatMap((role) =>
      WAYS.map((way) => ({
        name: `${role} ${way}`,
        protocol: "http" as const,
        tls: role === "genuine" ? cast.genuine : cast.rogue,
      })),
    ),
  );
});
afterAll(async () => {
  await servers.close();
  await cast.close();
});

test("without register, each child and thread sends bytes", async () => {
  const { lines } = await children(process.execPath, "rogue", []);
  expect(lines.map(({ client }) => client)).toEqual(WAYS);
  expect(await silentOnes("rogue")).toEqual([]);
});

test("with register and the pinned key, all deliver, and what is covered is said once", async () => {
  const { lines, stderr } = await children(process.execPath, "genuine", REGISTER);
  expect(lines.filter(({ delivered }) => !delivered)).toEqual([]);
  expect(await silentOnes("genuine")).toEqual([]);
  expect(stderr.split("Covered:").length).toBe(2);
});

describe.each(nodeBinaries())("Node.js $version", ({ version, path }) => {
  const installed = path !== undefined;
  if (!installed) console.warn(`SKIPPED: Node.js ${version} is not installed`);

  test.skipIf(!installed)("with register, no child and no thread sends a byte", async () => {
    const { lines } = await children(path ?? "", "rogue", REGISTER);
    const refused = lines.filter(({ delivered, pinned }) => !delivered && pinned === true);
    expect(refused.map(({ client }) => client)).toEqual(WAYS);
    expect(await silentOnes("rogue")).toEqual(WAYS);
  });
});

async function children(node: string, role: string, before: readonly string[]): Promise<Outcome> {
  await servers.reset();
  const ports = Object.fromEntries(WAYS.map((way) => [way, servers.port(`${role} ${way}`)]));
  return run({
    node,
    program: "children.mjs",
    before,
    orders: { ports, roots: cast.roots, cwd: cast.folder },
    env: { TLSPIN_POLICY: policy },
  });
}

/** The ways by which no byte came. */
async function silentOnes(role: string): Promise<readonly string[]> {
  const counts = await Promise.all(
    WAYS.map(async (way) => ({ way, ...(await servers.counts(`${role} ${way}`)) })),
  );
  return counts.filter(({ bytes }) => bytes === 0).map(({ way }) => way);
}
