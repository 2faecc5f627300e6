import { pinOf } from "@tlspin/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { STARTTLS_PORTS, STARTTLS_PROTOCOLS } from "../src/starttls/start-tls.ts";
import { type FakeOptions, startFake, type StarttlsFake } from "./starttls-fakes.ts";
import { documentOf, newFolder, type Run, tlspin } from "./tlspin.ts";
import { startWorld, type World } from "./world.ts";

let world: World;
let identity: FakeOptions["identity"];
beforeAll(async () => {
  world = await startWorld();
  identity = { cert: world.leaf.pem + world.issuer.pem, key: world.leaf.keyPem };
});
afterAll(() => world.servers.close());

const fakes: StarttlsFake[] = [];
afterAll(() => {
  for (const fake of fakes) fake.close();
});

describe.each(STARTTLS_PROTOCOLS)("--starttls %s, against a fake", (protocol) => {
  test("reads the keys of a service that turns to TLS, and sends nothing under it", async () => {
    const fake = await start(protocol, {});
    const run = await pin(protocol, fake);
    expect(run).toMatchObject({ code: 0, stderr: "" });
    expect(documentOf(run)["keys"]).toMatchObject([{ pin: pinOf(world.leaf.spki) }, {}]);
    expect(documentOf(run)["source"]).toBe(`api.example.com:${STARTTLS_PORTS[protocol]}`);
    expect(fake.secretBytes()).toBe(0);
  });

  test("starttls-strip: says that the service does not turn to TLS, and says nothing more to it", async () => {
    const [willing, stripped] = [await start(protocol, {}), await start(protocol, { strip: true })];
    await pin(protocol, willing);
    const run = await pin(protocol, stripped);
    expect(run.code).toBe(3);
    expect(documentOf(run)).toMatchObject({ error: { code: "starttls-refused" } });
    expect(run.stderr).toContain("something in between strips it");
    // What it said is a part of what it says to a server that has TLS.
    expect(willing.heard().startsWith(stripped.heard())).toBe(true);
  });

  test("refuses text in clear after the go-ahead (CVE-2011-0411)", async () => {
    const run = await pin(protocol, await start(protocol, { inject: "250 injected\r\n" }));
    expect(run.code).toBe(3);
    // A MySQL server gives no go-ahead: what it says instead is no TLS.
    const code = protocol === "mysql" ? "tls-failed" : "starttls-refused";
    expect(documentOf(run)).toMatchObject({ error: { code } });
  });
});

describe("--starttls", () => {
  test("gives up on a service that says too much, or hangs up", async () => {
    const run = await tlspin([
      "pin",
      "api.example.com",
      "--starttls",
      "smtp",
      ...flagsOf("garbage"),
    ]);
    expect(run.code).toBe(3);
    const plain = await tlspin([
      "pin",
      "api.example.com",
      "--starttls",
      "imap",
      ...flagsOf("reset"),
    ]);
    expect(plain.code).toBe(3);
  });

  test("init and explain turn to TLS too, and init's next step says so", async () => {
    const fake = await start("postgres", {});
    const cwd = newFolder();
    const flags = ["--starttls", "postgres", ...connect(fake)];
    const made = await tlspin(["init", "api.example.com", "--unencrypted", ...flags], { cwd });
    expect(made).toMatchObject({ code: 0, stderr: "" });
    const next = `tlspin explain pins.json api.example.com:5432 ${connect(fake).join(" ")} --starttls postgres`;
    expect(made.stdout).toContain(next);
    const run = await tlspin(["explain", "pins.json", "api.example.com", ...flags], { cwd });
    expect(run.stdout).toContain("allow: api.example.com (pin-matched)");
    expect(fake.secretBytes()).toBe(0);
  });

  test("knows its protocols", async () => {
    const run = await tlspin(["pin", "api.example.com", "--starttls", "gopher"]);
    expect(run.code).toBe(2);
    expect(run.stderr).toContain("smtp, imap, pop3, ldap, postgres, mysql, xmpp");
  });
});

async function start(
  protocol: Parameters<typeof startFake>[0],
  options: Omit<FakeOptions, "identity">,
): Promise<StarttlsFake> {
  const fake = await startFake(protocol, { identity, ...options });
  fakes.push(fake);
  return fake;
}

function connect(fake: StarttlsFake): readonly string[] {
  return ["--connect", `127.0.0.1:${fake.port}`, "--ca", world.ca];
}

function flagsOf(server: string): readonly string[] {
  return ["--timeout", "1", ...world.flags(server)];
}

function pin(protocol: string, fake: StarttlsFake): Promise<Run> {
  const flags = ["--starttls", protocol, "--timeout", "5", "--json", ...connect(fake)];
  return tlspin(["pin", "api.example.com", ...flags]);
}
