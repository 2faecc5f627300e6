import { readFileSync, writeFileSync } from "node:fs";
import { request } from "node:https";
import { join } from "node:path";

import { pinOf } from "@tlspin/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { startFake } from "./starttls-fakes.ts";
import { documentOf, newFolder, tlspin } from "./tlspin.ts";
import { startWorld, type World } from "./world.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.servers.close());

// The server's own count of application bytes is the judge.
describe("tlspin check says nothing to a peer that the policy refuses", () => {
  test.each(["enforce", "report-only"])(
    "in mode %s, where a plain client tells it all",
    async (mode) => {
      await world.servers.fresh();
      await plainRequest(world.servers.port("moved"));
      expect((await world.servers.settled("moved")).requests).toBe(1);

      await world.servers.fresh();
      const run = await check("moved", mode);
      expect(documentOf(run)["summary"]).toMatchObject({ "not-checked": 1 });
      const { bytes, handshakes } = await world.servers.settled("moved");
      expect({ bytes, handshakes: handshakes > 2 }).toEqual({ bytes: 0, handshakes: true });
      expect((await world.servers.settled("plain")).connections).toBe(0);
    },
  );

  test.each(["expired", "hostile", "tls-1.1"])(
    "although it has a fault of its own: %s",
    async (server) => {
      await world.servers.fresh();
      const run = await check(server, "enforce", OTHER_PIN);
      expect(run.code).toBe(1);
      const { bytes, connections } = await world.servers.settled(server);
      expect({ bytes, connected: connections > 0 }).toEqual({ bytes: 0, connected: true });
    },
  );

  test("but one HEAD under TLS, and one in clear, to a peer that it allows", async () => {
    await world.servers.fresh();
    const run = await check("right", "enforce");
    expect(run.code).toBe(0);
    const asked = await world.servers.settled("right");
    expect(asked.seen).toEqual(["request HEAD api.example.com /"]);
    const inClear = await world.servers.settled("plain");
    expect(inClear.seen).toEqual([`request HEAD api.example.com:${world.servers.port("plain")} /`]);
  });
});

describe("tlspin check --starttls", () => {
  test("audits a service that begins in clear, and sends nothing under TLS", async () => {
    const fake = await startFake("smtp", { identity: identity() });
    const run = await starttls(fake.port);
    expect(run).toMatchObject({ code: 0, stderr: "" });
    expect(run.stdout).toContain("matches (pins/0, leaf)");
    expect(run.stdout).toContain("refuses TLS 1.0; refuses TLS 1.1");
    expect(run.stdout).not.toContain("hsts");
    expect(fake.secretBytes()).toBe(0);
    fake.close();
  });

  test("starttls-strip: is an error, not something that could not be checked", async () => {
    const fake = await startFake("smtp", { identity: identity(), strip: true });
    const run = await starttls(fake.port);
    expect(run.code).toBe(1);
    expect(run.stdout).toContain("it does not turn to TLS: it does not offer STARTTLS");
    expect(fake.heard()).toBe("EHLO tlspin.invalid\r\n");
    fake.close();
  });
});

function identity(): { readonly cert: string; readonly key: string } {
  return { cert: world.leaf.pem + world.issuer.pem, key: world.leaf.keyPem };
}

function check(
  server: string,
  mode: string,
  pin: string = pinOf(world.leaf.spki),
): ReturnType<typeof tlspin> {
  const port = String(world.servers.port("plain"));
  const flags = [...world.flags(server), "--http-port", port, "--json"];
  return tlspin(["check", policyFile(mode, pin), ...flags]);
}

function starttls(port: number): ReturnType<typeof tlspin> {
  const flags = ["--starttls", "smtp", "--connect", `127.0.0.1:${port}`, "--ca", world.ca];
  return tlspin(["check", policyFile("enforce", pinOf(world.leaf.spki)), ...flags]);
}

function policyFile(mode: string, pin: string): string {
  const path = join(newFolder(), "pins.json");
  const rule = { host: "api.example.com", includeSubdomains: false, mode };
  const hosts = [{ ...rule, pins: [pin], backupPins: [BACKUP] }];
  writeFileSync(path, JSON.stringify({ version: 1, revision: 1, unlistedHosts: "reject", hosts }));
  return path;
}

function plainRequest(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const asking = request(
      {
        host: "127.0.0.1",
        port,
        servername: "api.example.com",
        ca: readFileSync(world.ca),
        agent: false,
      },
      (response) => response.resume().once("end", resolve),
    );
    asking.once("error", reject).end();
  });
}

const BACKUP = "sha256/klO23nT2ehFDXCfx3eHTDRESMz3asj1muO+4aIdjiuY=";
const OTHER_PIN = "sha256/afwiKY3RxoMmLkuRW1l7QsPZTJPwDS2pdDROQjXw8ig=";
