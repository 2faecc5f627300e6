import { mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { forgeRoot, startServers } from "@tlspin/testing";
import type { ForgedParty, Servers } from "@tlspin/testing";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";

import { startService } from "./running-service.ts";
import type { RunningService, ServiceCommand } from "./running-service.ts";

/** Where a service is to be started, and which API it is to call. */
export interface Place {
  /** The PEM file and the policy file that it reads. */
  readonly files: readonly string[];
  /** The port of the API on `localhost`. */
  readonly apiPort: number;
}

/** What every service must do, in its runtime. Without a command, all of it is skipped out loud. */
export function describeService(
  name: string,
  commandFor: ((place: Place) => ServiceCommand) | undefined,
): void {
  if (commandFor === undefined) {
    console.warn(`SKIPPED: the service on ${name}, which is not installed`);
    test.skip(`the service on ${name}, which is not installed`, () => undefined);
    return;
  }
  describe(`the service on ${name}`, () => {
    let folder: string;
    let ca: string;
    let pins: string;
    let pinned: Readonly<Record<"right" | "backup", string>>;
    let servers: Servers;
    const services: Record<string, RunningService> = {};

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), "tlspin-service-"));
      [ca, pins] = [join(folder, "ca.pem"), join(folder, "pins.json")];
      const root = await forgeRoot({ name: "Example Root" });
      const right = await root.issueLeaf({ hosts: ["localhost"] });
      const wrong = await root.issueLeaf({ hosts: ["localhost"] });
      const backup = await root.issueLeaf({ hosts: ["localhost"] });
      pinned = { right: await pinOf(right), backup: await pinOf(backup) };
      await writeFile(ca, root.pem);
      await writeFile(pins, policyOf(REVISION, pinned.right, pinned.backup));
      servers = await startServers([
        { name: "right", protocol: "http", tls: { cert: right.pem, key: right.keyPem } },
        { name: "wrong", protocol: "http", tls: { cert: wrong.pem, key: wrong.keyPem } },
      ]);
      for (const server of ["right", "wrong"]) {
        const apiPort = servers.port(server);
        services[server] = await startService(commandFor({ files: [ca, pins], apiPort }), {
          API_URL: `https://localhost:${apiPort}/v1/me`,
          API_TOKEN: TOKEN,
          API_CA: ca,
          PINS: pins,
        });
      }
    });

    afterAll(async () => {
      for (const service of Object.values(services)) await service.stop();
      await servers?.close();
      await rm(folder, { recursive: true });
    });

    test.each(CLIENTS)("reaches an API with the pinned key through %s", async (client) => {
      const before = await servers.counts("right");
      const response = await get("right", `/call?client=${client}`);
      expect(response.status).toBe(200);
      expect(await response.json()).toMatchObject({
        ok: true,
        verdict: { decision: "allow", reason: "pin-matched", revision: REVISION },
      });
      expect((await servers.counts("right")).bytes).toBeGreaterThan(before.bytes);
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

    test.each([
      [400, "/call?client=curl"],
      [400, "/call"],
      [404, "/elsewhere"],
      [404, "//"],
    ])("answers %d to %s", async (status, path) => {
      expect((await get("right", path)).status).toBe(status);
      expect((await get("right", "/health")).status).toBe(200);
    });

    test("cuts off an API whose pin is removed while it runs: 0 bytes more", async () => {
      await get("right", "/call?client=fetch");
      await change(policyOf(REVISION + 1, pinned.backup, UNUSED));
      await logged("policy", { revision: REVISION + 1 });
      const before = await servers.settled("right");
      const response = await get("right", "/call?client=fetch");
      expect(response.status).toBe(502);
      expect(await response.json()).toMatchObject({ verdict: { reason: "no-pin-matched" } });
      const after = await servers.settled("right");
      expect(after.connections).toBeGreaterThan(before.connections);
      expect(after.bytes).toBe(before.bytes);
    });

    test("keeps its policy over a bad file, says so, and takes a good one afterwards", async () => {
      await change(policyOf(REVISION + 2, pinned.right, pinned.backup).slice(0, 50));
      await logged("policy-refused", {
        message: expect.stringContaining(pins),
        revision: REVISION + 1,
      });
      expect((await get("right", "/call?client=fetch")).status).toBe(502);
      await change(policyOf(REVISION + 2, pinned.right, pinned.backup));
      await logged("policy", { revision: REVISION + 2 });
      expect((await get("right", "/call?client=fetch")).status).toBe(200);
      expect(await (await get("right", "/health")).json()).toMatchObject({
        revision: REVISION + 2,
        lastVerdict: { decision: "allow" },
      });
    });

    /** Replaces the policy file by another, as a deployment does. */
    async function change(text: string): Promise<void> {
      await writeFile(`${pins}.tmp`, text);
      await rename(`${pins}.tmp`, pins);
    }

    function logged(event: string, fields: object): Promise<void> {
      const line = { event, ...fields };
      return vi.waitFor(() => expect(services["right"]?.log).toContainEqual(line), PATIENCE);
    }

    async function get(server: string, path: string): Promise<Response> {
      const service = services[server];
      if (service === undefined) throw new Error(`${server} was not started`);
      return service.get(path);
    }
  });
}

function policyOf(revision: number, pin: string, backup: string): string {
  const rule = { pins: [pin], backupPins: [backup] };
  const hosts = [{ host: "localhost", includeSubdomains: false, ...rule }];
  return JSON.stringify({ version: 1, revision, unlistedHosts: "reject", hosts });
}

async function pinOf({ spki }: ForgedParty): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", Uint8Array.from(spki));
  return `sha256/${Buffer.from(digest).toString("base64")}`;
}

const CLIENTS = ["fetch", "axios", "ws"];

const TOKEN = "tok_of_this_test";

const REVISION = 3;

const UNUSED = `sha256/${"A".repeat(43)}=`;

const PATIENCE = { timeout: 20_000, interval: 50 };
