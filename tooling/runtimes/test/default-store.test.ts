import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { forgeWorldIn } from "@tlspin/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { runProgram } from "../src/run-program.ts";
import { runtimes } from "../src/runtimes.ts";

// These resume the sessions of servers that their own store vouches for, whatever a program asks for.
const RESUMES = /^Deno 2\.(?:8\.\d+|9\.[0-5])$/;

let folder: string;
const said = new Map<string, readonly Line[]>();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tlspin-store-"));
  const [world, roots] = [join(folder, "world.json"), join(folder, "roots.pem")];
  const forged = await forgeWorldIn(process.execPath);
  await writeFile(world, JSON.stringify(forged));
  const right = forged.peers.find(({ server }) => server.name === "right");
  await writeFile(roots, right?.ca.join("\n") ?? "");
  const own = { args: [world, process.execPath], env: { NODE_EXTRA_CA_CERTS: roots } };
  for (const { name, call } of runtimes()) {
    if (call === undefined) continue;
    const { lines, stderr } = await runProgram("default-store.mjs", { ...call, ...own });
    if (lines.length === 0) throw new Error(`nothing came from ${name}\n${stderr}`);
    said.set(name, lines as readonly Line[]);
  }
}, 120_000);
afterAll(() => rm(folder, { recursive: true }));

describe.for(runtimes())("servers that the store of $name vouches for", ({ name, call }) => {
  if (call === undefined) console.warn(`SKIPPED: the default store on ${name}`);

  test.skipIf(call === undefined)("are trusted without tls.ca, or it says what to give", () => {
    const [line] = linesOf(name, "without tls.ca");
    if (RESUMES.test(name)) expect(line?.refused).toContain('getCACertificates("default")');
    else expect(line).toEqual({ what: "without tls.ca" });
  });

  test.skipIf(call === undefined)("get each of several connections, by every door", () => {
    const dials = linesOf(name, "dials");
    expect(dials).toHaveLength(7);
    const delivered = { outcomes: Array(4).fill("delivered"), connections: 4, requests: 4 };
    for (const dial of dials) expect(dial).toMatchObject({ ...delivered, resumed: 0 });
  });

  test.skipIf(call === undefined)("resumed-session: get no byte once their key is wrong", () => {
    const attacks = linesOf(name, "attack");
    expect(attacks).toHaveLength(6);
    for (const attack of attacks) {
      expect(attack).toMatchObject({ outcome: "ERR_TLSPIN_PEER_REJECTED", bytes: 0 });
      expect(attack.connections).toBeGreaterThan(0);
      expect(attack.naiveBytes).toBeGreaterThan(0);
    }
  });
});

function linesOf(runtime: string, what: string): readonly Line[] {
  return said.get(runtime)?.filter((line) => line.what === what) ?? [];
}

interface Line {
  readonly what: string;
  readonly refused?: string;
  readonly connections?: number;
  readonly naiveBytes?: number;
}
