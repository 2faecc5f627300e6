import { execFile, spawnSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { formatPin, parsePin } from "@tlspin/core";
import { startWorld, type World } from "@tlspin/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { createPinning } from "../src/index.ts";

const hasCurl = spawnSync("curl", ["--version"]).status === 0;
if (!hasCurl) console.warn("SKIPPED: agreement with curl needs curl on the PATH");

// The exit codes of curl(1).
const OK = 0;
const CERTIFICATE_REFUSED = 60;
const PIN_REFUSED = 90;

let world: World;
let folder: string;
beforeAll(async () => {
  world = await startWorld();
  folder = await mkdtemp(join(tmpdir(), "tlspin-"));
});
afterAll(async () => {
  await world.close();
  await rm(folder, { recursive: true });
});

describe.skipIf(!hasCurl)("curl --pinnedpubkey agrees (skipped without curl)", () => {
  test.each([
    ["right", "leaf", OK],
    ["wrong-key", "leaf", PIN_REFUSED],
    ["backup", "leaf", PIN_REFUSED],
    ["backup", "backup", OK],
    ["rogue-extra", "leaf", PIN_REFUSED],
    ["wrong-host", "leaf", CERTIFICATE_REFUSED],
  ] as const)("%s server, %s pinned: exit code %s", async (name, pin, code) => {
    const { port, ca } = world.peer(name);
    const text = world.pins[pin];
    expect(await curl(port, ca, text)).toBe(code);
    expect(await tlspin(port, ca, text)).toBe(code === OK);
  });
});

async function curl(port: number, ca: readonly string[], pin: string): Promise<number | string> {
  const file = join(folder, `ca-${port}.pem`);
  await writeFile(file, ca.join("\n"));
  const args = ["-sS", "-o", "/dev/null", "--http1.1", "--noproxy", "*", "--cacert", file];
  const target = [
    "--resolve",
    `api.example.com:${port}:127.0.0.1`,
    `https://api.example.com:${port}/`,
  ];
  return new Promise((resolve) => {
    execFile(
      "curl",
      [...args, "--pinnedpubkey", formatPin(parsePin(pin), "curl"), ...target],
      (error) => {
        resolve(error?.code ?? 0);
      },
    );
  });
}

async function tlspin(port: number, ca: readonly string[], pin: string): Promise<boolean> {
  const rule = { host: "api.example.com", includeSubdomains: false, pins: [pin] };
  const policy = {
    version: 1,
    revision: 1,
    unlistedHosts: "reject",
    hosts: [{ ...rule, backupPins: [`sha256/${"A".repeat(43)}=`] }],
  };
  const pinning = createPinning(policy, { tls: { ca, lookup: world.lookup } });
  try {
    await pinning.connect({ host: "api.example.com", port });
    return true;
  } catch {
    return false;
  } finally {
    pinning.close();
  }
}
