import { X509Certificate } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { certificatePinOf, parsePolicyText, pinOf } from "@tlspin/core";
import {
  type ForgedCa,
  type ForgedParty,
  forgeRoot,
  type Servers,
  startServers,
} from "@tlspin/testing";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { hasTerminal, tlspinInTerminal } from "./terminal.ts";
import { documentOf, newFolder, type Run, tlspin } from "./tlspin.ts";

const PASSPHRASE = { TLSPIN_PASSPHRASE: "correct horse" };

// What `init` accepts, and what it makes of it. That it writes whole files is another file's matter.
let servers: Servers;
let root: ForgedCa;
let issuer: ForgedCa;
let leaf: ForgedParty;
let folder: string;

beforeAll(async () => {
  root = await forgeRoot({ name: "Example Root" });
  issuer = await root.issueCa({ name: "Example Issuing CA 3" });
  leaf = await issuer.issueLeaf({ hosts: HOSTS });
  const amazon = await root.issueCa({ name: "M04", nameDer: nameDer("Amazon") });
  const encrypt = await root.issueCa({ name: "R10", nameDer: nameDer("Let's Encrypt") });
  const of = async (ca: ForgedCa) => identity(await ca.issueLeaf({ hosts: HOSTS }), ca);
  servers = await startServers([
    { name: "own", protocol: "http", tls: identity(leaf, issuer) },
    { name: "lone", protocol: "http", tls: { cert: leaf.pem, key: leaf.keyPem } },
    { name: "managed", protocol: "http", tls: await of(amazon) },
    { name: "automatic", protocol: "http", tls: await of(encrypt) },
  ]);
});
afterAll(() => servers.close());
beforeEach(() => {
  folder = newFolder();
  writeFileSync(join(folder, "ca.pem"), root.pem);
});

describe("tlspin init refuses, and writes nothing", () => {
  test.each([
    ["a host outside the owned domains", ["api.example.com", "--owned", "example.org"], "outside"],
    ["a provider's host", ["api.stripe.com"], "third-party-host"],
    ["a host that a company rents out", ["shop.github.io"], "third-party-host"],
    ["a public suffix", ["gov.uk"], "public-suffix"],
    ["a key that the provider changes", ["api.example.com", "FROM:managed"], "managed-leaf-key"],
    [
      "a CA that comes and goes",
      ["api.example.com", "--pin", "ca", "FROM:automatic"],
      "rotating-ca-pin",
    ],
    ["a CA that the server does not send", ["api.example.com", "--pin", "ca", "FROM:lone"], "CA"],
    ["another key than the owner's", ["api.example.com", "--verify-with", OTHER], "not-verified"],
  ])("%s", async (_what, args, words) => {
    // The server sends its intermediate, so that only the last but one needs it trusted.
    if (args.includes("FROM:lone")) writeFileSync(join(folder, "ca.pem"), root.pem + issuer.pem);
    const run = await init([...args, "--json"]);
    expect(run.code).toBe(1);
    expect(run.stdout).toContain(words);
    expect(readdirSync(folder)).toEqual(["ca.pem"]);
  });

  test.each([
    ["api.stripe.com", "own", "third-party-host"],
    ["gov.uk", "own", "public-suffix"],
    ["api.example.com", "managed", "managed-leaf-key"],
  ])("%s on %s, unless its owner accepts it by name", async (host, server, objection) => {
    const refused = await init([host, `FROM:${server}`]);
    expect(refused.stdout).toContain(`--accept ${objection}`);
    const accepted = await init([host, `FROM:${server}`, "--accept", objection]);
    expect(accepted.code).toBe(0);
    expect(accepted.stdout).toContain(`${objection}:`);
    expect(parsePolicyText(read("pins.json")).hosts[0]?.host).toBe(host);
  });

  test("no objection is accepted by the name of another", async () => {
    const run = await init(["gov.uk", "--accept", "managed-leaf-key"]);
    expect(run.code).toBe(1);
    expect(readdirSync(folder)).toEqual(["ca.pem"]);
  });

  test("a CSR too few, and a file that is none", async () => {
    expect(await init(["api.example.com", "--csr", "ca.pem"])).toMatchObject({ code: 2 });
    const two = ["api.example.com", "www.example.com", "--csr", "ca.pem"];
    expect((await init(two)).stderr).toContain("one CSR for each host");
    expect(readdirSync(folder)).toEqual(["ca.pem"]);
  });

  test("no host, where there is no terminal to ask on", async () => {
    const run = await tlspin(["init"], { cwd: folder });
    expect(run).toMatchObject({ code: 2, stdout: "" });
    expect(run.stderr).toContain("no host is named");
  });
});

describe("tlspin init warns", () => {
  test("of a key that a program changes unless it is told otherwise", async () => {
    const run = await init(["api.example.com", "FROM:automatic"]);
    expect(run.code).toBe(0);
    expect(run.stdout).toContain("managed-leaf-key: api.example.com: Let's Encrypt");
  });

  test("of what the network shows, unless the key was compared", async () => {
    const unverified = await init(["api.example.com"]);
    expect(unverified.stdout).toContain("Trust on first use:");
  });
});

describe("tlspin init --verify-with", () => {
  test.each<[string, () => string]>([
    ["the key's pin", () => pinOf(leaf.spki)],
    ["the key's pin in curl's notation", () => pinOf(leaf.spki).replace("/", "//")],
    ["the certificate's fingerprint, as browsers show it", () => fingerprint(leaf)],
    ["the certificate's file", () => file("leaf.pem", leaf.pem)],
    ["the private key's file", () => file("leaf.key.pem", leaf.keyPem)],
  ])("takes %s", async (_what, source) => {
    const run = await init(["api.example.com", "--verify-with", source(), "--json"]);
    expect(run).toMatchObject({ code: 0, stderr: "" });
    expect(documentOf(run)).toMatchObject({ verified: true });
  });

  test("wants the CA's where the CA is pinned", async () => {
    const byLeaf = ["api.example.com", "--pin", "ca", "--verify-with", pinOf(leaf.spki)];
    expect((await init(byLeaf)).code).toBe(1);
    const byCa = [
      "api.example.com",
      "--pin",
      "ca",
      "--verify-with",
      certificatePinOf(derOf(issuer)),
    ];
    const run = await init(byCa);
    expect(run.code).toBe(0);
    expect(run.stdout).toContain("Verified:");
    expect(run.stdout).not.toContain("Trust on first use");
  });

  test("says what it takes where it is given something else", async () => {
    const run = await init(["api.example.com", "--verify-with", "missing.pem"]);
    expect(run.code).toBe(2);
    expect(run.stderr).toContain("neither a file nor a SHA-256 fingerprint");
  });
});

describe("tlspin init writes", () => {
  test("a CA pin, which any key of that CA satisfies", async () => {
    const run = await init(["api.example.com", "--pin", "ca"]);
    expect(run.code).toBe(0);
    expect(parsePolicyText(read("pins.json")).hosts[0]).toMatchObject({
      pins: [{ spki: pinOf(issuer.spki), at: "ca" }],
      backupPins: [{ at: "leaf" }],
    });
    const explained = await tlspin(["explain", "pins.json", "api.example.com", ...from("own")], {
      cwd: folder,
    });
    expect(explained.code).toBe(0);
  });

  test("the owned domains, within which no host is unlisted", async () => {
    await init(["api.example.com", "--owned", "example.com", "example.org"]);
    const { ownedDomains } = parsePolicyText(read("pins.json"));
    expect(ownedDomains).toEqual(["example.com", "example.org"]);
  });

  test("the backup pin of a CSR, and no key", async () => {
    const made = await tlspin(["key", "new", "next", "--host", "api.example.com", "--json"], {
      cwd: folder,
      env: PASSPHRASE,
    });
    const csr = ".tlspin/keys/next.csr.pem";
    const run = await tlspin(["init", "api.example.com", "--csr", csr, ...from("own")], {
      cwd: folder,
    });
    expect(run).toMatchObject({ code: 0, stderr: "" });
    const pins = JSON.stringify(documentOf(made));
    const [backup] = parsePolicyText(read("pins.json")).hosts.flatMap(backupsOf);
    expect(pins).toContain(String(backup));
    expect(readdirSync(join(folder, ".tlspin/keys")).filter((name) => /backup/.test(name))).toEqual(
      [],
    );
  });
});

describe.runIf(hasTerminal)("tlspin init on a terminal", () => {
  test("asks for the hosts, shows what they serve, and asks which key to pin", async () => {
    const { code, screen } = await tlspinInTerminal(["init", "--unencrypted", ...from("own")], {
      cwd: folder,
      replies: [
        { after: "Hosts to pin: ", keys: "api.example.com\n" },
        { after: "Pin the CA instead?", keys: "y\n" },
      ],
    });
    expect(code).toBe(0);
    expect(screen.indexOf(pinOf(issuer.spki))).toBeLessThan(screen.indexOf("Pin the CA instead?"));
    expect(screen).toContain("Server's own key:");
    expect(parsePolicyText(read("pins.json")).hosts[0]).toMatchObject({
      pins: [{ spki: pinOf(issuer.spki), at: "ca" }],
    });
  });

  test("Ctrl-C at a question writes nothing", async () => {
    const { code } = await tlspinInTerminal(["init", "api.example.com", ...from("own")], {
      cwd: folder,
      replies: [{ after: "Pin the CA instead?", keys: "\u0003" }],
    });
    expect(code).toBe(2);
    expect(readdirSync(folder)).toEqual(["ca.pem"]);
  });
});

/** Runs it against the server that `FROM:` names, or the one with a CA of its own. */
function init(args: readonly string[]): Promise<Run> {
  const server = args.find((arg) => arg.startsWith("FROM:"))?.slice("FROM:".length) ?? "own";
  const others = args.filter((arg) => !arg.startsWith("FROM:"));
  return tlspin(["init", ...others, ...from(server)], { cwd: folder, env: PASSPHRASE });
}

function from(server: string): readonly string[] {
  return ["--connect", `127.0.0.1:${servers.port(server)}`, "--ca", "ca.pem"];
}

function identity(party: ForgedParty, ca: ForgedParty): { cert: string; key: string } {
  return { cert: party.pem + ca.pem, key: party.keyPem };
}

function backupsOf(rule: ReturnType<typeof parsePolicyText>["hosts"][number]): readonly string[] {
  if (rule.exclude === true) return [];
  return rule.backupPins.flatMap((pin) => ("spki" in pin ? [pin.spki] : []));
}

function derOf({ pem }: ForgedParty): Uint8Array {
  return new X509Certificate(pem).raw;
}

function fingerprint(party: ForgedParty): string {
  return new X509Certificate(party.pem).fingerprint256;
}

function file(name: string, content: string): string {
  const path = join(newFolder(), name);
  writeFileSync(path, content);
  return path;
}

function read(path: string): string {
  return readFileSync(join(folder, path), "utf8");
}

/** A distinguished name with that organization (RFC 5280 §4.1.2.4): one O, 2.5.4.10. */
function nameDer(organization: string): Uint8Array {
  const value = Buffer.from(organization);
  const attribute = [0x30, value.length + 7, 0x06, 3, 0x55, 0x04, 0x0a, 0x0c, value.length];
  const set = [0x31, attribute.length + value.length];
  return Uint8Array.from([
    0x30,
    set.length + attribute.length + value.length,
    ...set,
    ...attribute,
    ...value,
  ]);
}

const HOSTS = ["api.example.com", "www.example.com", "api.stripe.com", "shop.github.io", "gov.uk"];

const OTHER = `sha256/${"A".repeat(43)}=`;
