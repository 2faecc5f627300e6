import { spawn } from "node:child_process";
import { mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";

import { startWorld, type World } from "@tlspin/testing";
import { afterAll, beforeAll, expect, test } from "vitest";

import { ROOT, snippetsOf } from "../src/snippets.ts";

let world: World;
let folder: string;
beforeAll(async () => {
  world = await startWorld();
  folder = await mkdtemp(join(tmpdir(), "tlspin-readme-"));
  await symlink(join(ROOT, "tooling/docs/node_modules"), join(folder, "node_modules"));
});
afterAll(async () => {
  await world.close();
  await rm(folder, { recursive: true });
});

test("the first example of the README runs as it stands, and is refused with another key", async () => {
  const genuine = await runExample("right");
  expect(genuine).toMatchObject({ code: 0, output: expect.stringContaining("a pin matches") });
  expect(genuine.output).toContain("200");

  const attacked = await runExample("wrong-key");
  expect(attacked.code).toBe(1);
  expect(attacked.output).toContain("no certificate that vouches for this host matches a pin");
  expect((await world.servers.settled("wrong-key")).bytes).toBe(0);
});

async function runExample(server: string): Promise<{ code: number | null; output: string }> {
  const example = snippetsOf("ts").find(({ place }) => place.startsWith("README.md:"));
  const policy = snippetsOf("json").find(({ place }) => place.startsWith("README.md:"));
  const { port, ca } = world.peer(server);
  const pinned = JSON.parse(policy?.text ?? "{}");
  pinned.hosts[0].pins = [world.pins.leaf];
  await writeFile(join(folder, "pins.json"), JSON.stringify(pinned));
  await writeFile(join(folder, "ca.pem"), ca.join("\n"));
  await writeFile(join(folder, "example.mts"), example?.text ?? "");
  const redirect = fileURLToPath(new URL("../src/redirect.mjs", import.meta.url));
  const env = { ...process.env, NODE_EXTRA_CA_CERTS: "ca.pem", SNIPPET_PORT: String(port) };
  const child = spawn(process.execPath, ["--import", redirect, "example.mts"], {
    cwd: folder,
    env,
  });
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  const output = (await text(child.stdout)) + (await text(child.stderr));
  return { code: await ended, output };
}
