import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { loadPolicy } from "@tlspin/node";
import { forgeRoot, startServers } from "@tlspin/testing";
import type { ForgedParty, Servers } from "@tlspin/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { startService } from "./running-service.ts";
import type { RunningService } from "./running-service.ts";

const CLIENTS = ["fetch", "axios", "ws"];
const TOKEN = "tok_of_this_test";
const REVISION = 3;

let folder: string;
let servers: Servers;
const services: Record<string, RunningService> = {};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tlspin-service-"));
  const root = await forgeRoot({ name: "Example Root" });
  const right = await root.issueLeaf({ hosts: ["localhost"] });
  const wrong = await root.issueLeaf({ hosts: ["localhost"] });
  const backup = await root.issueLeaf({ hosts: ["localhost"] });
  await writeFile(join(folder, "ca.pem"), root.pem);
  await writeFile(join(folder, "pins.json"), await policyOf(right, backup));
  servers = await startServers([
    { name: "right", protocol: "http", tls: { cert: right.pem, key: right.keyPem } },
    { name: "wrong", protocol: "http", tls: { cert: wrong.pem, key: wrong.keyPem } },
  ]);
  for (const name of ["right", "wrong"]) {
    services[name] = await startService({
      API_URL: `https://localhost:${servers.port(name)}/v1/me`,
      API_TOKEN: TOKEN,
      PINS: join(folder, "pins.json"),
      NODE_EXTRA_CA_CERTS: join(folder, "ca.pem"),
    });
  }
}, 60_000);

afterAll(async () => {
  for (const service of Object.values(services)) await service.stop();
  await servers?.close();
  await rm(folder, { recursive: true });
}, 60_000);

describe("the service", () => {
  test.each(CLIENTS)("reaches an API with the pinned key through %s", async (client) => {
    const response = await get("right", `/call?client=${client}`);
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({
      ok: true,
      verdict: { decision: "allow", reason: "pin-matched", revision: REVISION },
    });
    expect((await servers.counts("right")).bytes).toBeGreaterThan(0);
  });

  test.each(CLIENTS)("refuses an API with another key through %s: 0 bytes", async (client) => {
    const before = await servers.settled("wrong");
    const response = await get("wrong", `/call?client=${client}`);
    expect(response.status).toBe(502);
    const body = JSON.stringify(await response.json());
    expect(JSON.parse(body)).toMatchObject({
      ok: false,
      code: "ERR_TLSPIN_PEER_REJECTED",
      message: expect.stringContaining("Pins for localhost"),
      verdict: { decision: "reject", reason: "no-pin-matched" },
    });
    expect(body).not.toContain(TOKEN);

    const after = await servers.settled("wrong");
    expect(after.connections).toBeGreaterThan(before.connections);
    expect(after.bytes).toBe(0);
  });

  test("shows the revision of its policy and its last verdict under /health", async () => {
    await get("wrong", "/call?client=fetch");
    const health = await get("wrong", "/health");
    expect(await health.json()).toMatchObject({
      revision: REVISION,
      lastVerdict: { host: "localhost", decision: "reject" },
    });
  });

  test("logs each verdict as a line of JSON, and never the token", async () => {
    await get("right", "/call?client=axios");
    const log = services["right"]?.log ?? [];
    expect(log).toContainEqual(expect.objectContaining({ event: "verdict", host: "localhost" }));
    expect(JSON.stringify(log)).not.toContain(TOKEN);
  });

  test("answers 400 to a client that it does not have", async () => {
    expect((await get("right", "/call?client=curl")).status).toBe(400);
  });
});

test("the example of a policy file loads", async () => {
  const policy = await loadPolicy(new URL("../../pins.example.json", import.meta.url));
  expect(policy.hosts.map(({ host }) => host)).toEqual(["api.example.com", "status.example.com"]);
});

async function get(name: string, path: string): Promise<Response> {
  const service = services[name];
  if (service === undefined) throw new Error(`${name} was not started`);
  return service.get(path);
}

async function policyOf(right: ForgedParty, backup: ForgedParty): Promise<string> {
  const rule = { pins: [await pinOf(right)], backupPins: [await pinOf(backup)] };
  return JSON.stringify({
    version: 1,
    revision: REVISION,
    unlistedHosts: "reject",
    hosts: [{ host: "localhost", includeSubdomains: false, ...rule }],
  });
}

async function pinOf({ spki }: ForgedParty): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", Uint8Array.from(spki));
  return `sha256/${Buffer.from(digest).toString("base64")}`;
}
