import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { forgeRoot, startServers } from "@tlspin/testing";
import type { ForgedParty, Servers } from "@tlspin/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

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
    let servers: Servers;
    const services: Record<string, RunningService> = {};

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), "tlspin-service-"));
      const files = [join(folder, "ca.pem"), join(folder, "pins.json")] as const;
      const [ca, pins] = files;
      const root = await forgeRoot({ name: "Example Root" });
      const right = await root.issueLeaf({ hosts: ["localhost"] });
      const wrong = await root.issueLeaf({ hosts: ["localhost"] });
      const backup = await root.issueLeaf({ hosts: ["localhost"] });
      await writeFile(ca, root.pem);
      await writeFile(pins, await policyOf(right, backup));
      servers = await startServers([
        { name: "right", protocol: "http", tls: { cert: right.pem, key: right.keyPem } },
        { name: "wrong", protocol: "http", tls: { cert: wrong.pem, key: wrong.keyPem } },
      ]);
      for (const server of ["right", "wrong"]) {
        const apiPort = servers.port(server);
        services[server] = await startService(commandFor({ files, apiPort }), {
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

    async function get(server: string, path: string): Promise<Response> {
      const service = services[server];
      if (service === undefined) throw new Error(`${server} was not started`);
      return service.get(path);
    }
  });
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

const CLIENTS = ["fetch", "axios", "ws"];

const TOKEN = "tok_of_this_test";

const REVISION = 3;
