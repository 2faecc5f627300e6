import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { startWorld, type World } from "@tlspin/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { otherBinaries } from "../src/other-binaries.ts";
import { runProgram } from "../src/run-program.ts";

let world: World;
let folder: string;
beforeAll(async () => {
  world = await startWorld();
  folder = await mkdtemp(join(tmpdir(), "tlspin-deno-"));
  await writeFile(join(folder, "pins.json"), JSON.stringify(policyOf(world.pins.leaf)));
});
afterAll(async () => {
  await world.close();
  await rm(folder, { recursive: true });
});

describe.for(otherBinaries("deno"))("what Deno $version must permit", ({ version, path }) => {
  test.for([
    ["createPinning", []],
    ["selfTest", []],
    ["selfTest", ["env"]],
    ["connect", ["net"]],
    ["agent", ["net"]],
    ["http2Connect", ["net"]],
    ["fetch", ["net", "env"]],
    ["loadPolicy", ["read"]],
    ["listRoots", ["roots"]],
  ] as const)("for %s: %s", async ([part, permissions], { skip }) => {
    if (path === undefined) return skip(`Deno ${version} is not installed`);
    expect(await outcomeOf(path, part, permissions)).toMatchObject({ outcome: "works" });
    // Nothing of it is too much.
    for (const withheld of part === "selfTest" ? [] : permissions) {
      const rest = permissions.filter((permission) => permission !== withheld);
      expect(await outcomeOf(path, part, rest)).not.toMatchObject({ outcome: "works" });
    }
  });

  test("for CA pins without tls.ca: the store's roots, and it says how", async ({ skip }) => {
    if (path === undefined) return skip(`Deno ${version} is not installed`);
    const policy = policyOf({ spki: world.pins.root, at: "ca" });
    const refused = await outcomeOf(path, "createPinning", [], { policy });
    const permitted = await outcomeOf(path, "createPinning", ["roots"], { policy });
    if (version === FLOOR) {
      for (const { outcome } of [refused, permitted]) expect(outcome).toContain("or give tls.ca");
    } else {
      expect(refused.outcome).toContain("give tls.ca, or let Deno read");
      expect(permitted).toMatchObject({ outcome: "works" });
    }
    const { ca } = world.peer("right");
    expect(await outcomeOf(path, "createPinning", [], { policy, ca })).toMatchObject({
      outcome: "works",
    });
  });

  test("fetch without the variables that undici reads says so", async ({ skip }) => {
    if (path === undefined) return skip(`Deno ${version} is not installed`);
    const { outcome } = await outcomeOf(path, "fetch", ["net"]);
    expect(outcome).toContain("fetch needs --allow-env=JEST_WORKER_ID,UNDICI_NO_WASM_SIMD");
  });
});

// It needs tls.ca in any case.
const FLOOR = "2.8.0";

type Permission = "net" | "env" | "read" | "roots";

async function outcomeOf(
  path: string,
  part: string,
  permissions: readonly Permission[],
  own: object = {},
): Promise<{ readonly outcome: string }> {
  const { port, ca } = world.peer(part === "http2Connect" ? "right-h2" : "right");
  const file = join(folder, "pins.json");
  const flags: Readonly<Record<Permission, readonly string[]>> = {
    net: [`--allow-net=localhost:${port}`],
    env: ["--allow-env=JEST_WORKER_ID,UNDICI_NO_WASM_SIMD"],
    read: [`--allow-read=${file}`],
    roots: ["--allow-sys", "--allow-env=NODE_USE_SYSTEM_CA,NODE_EXTRA_CA_CERTS"],
  };
  const dial = "policy" in own ? own : { policy: policyOf(world.pins.leaf), ca };
  const { lines } = await runProgram("deno-permissions.mjs", {
    path,
    before: ["run", "--no-prompt", ...permissions.flatMap((permission) => flags[permission])],
    args: [JSON.stringify({ part, port, file, ...dial })],
  });
  return lines[0] as { readonly outcome: string };
}

function policyOf(pin: unknown): object {
  const backup = `sha256/${"A".repeat(43)}=`;
  const backupPins = [typeof pin === "string" ? backup : { spki: backup, at: "ca" }];
  const rule = { host: "localhost", includeSubdomains: false, pins: [pin], backupPins };
  return { version: 1, revision: 1, unlistedHosts: "reject", hosts: [rule] };
}
