import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { pinOf } from "@tlspin/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { documentOf, newFolder, type Run, tlspin } from "./tlspin.ts";
import { startWorld, type World } from "./world.ts";

const BACKUP = "sha256/klO23nT2ehFDXCfx3eHTDRESMz3asj1muO+4aIdjiuY=";

let world: World;
let policy: string;
beforeAll(async () => {
  world = await startWorld();
  policy = policyFile({});
});
afterAll(() => world.servers.close());

describe("tlspin explain", () => {
  test("says which rule applies and why, and what an app would do", async () => {
    const run = await explain(["api.example.com", ...world.flags("right")]);
    expect(run).toMatchObject({ code: 0, stderr: "" });
    expect(run.stdout).toContain("Rule    api.example.com, enforce, 1 pin, 1 backup pin\n");
    expect(run.stdout).toContain("Why     the rule names this host\n");
    expect(run.stdout.trimEnd().split("\n").at(-1)).toBe("allow: api.example.com (pin-matched)");
  });

  test("rejects another key with the chain and the pins, and exits with 1", async () => {
    const run = await explain(["api.example.com", ...world.flags("moved")]);
    expect(run).toMatchObject({ code: 1, stderr: "" });
    expect(run.stdout).toContain(`${BACKUP} (backup)`);
    expect(run.stdout.trimEnd().split("\n").at(-1)).toBe(
      "reject: api.example.com (no-pin-matched)",
    );
  });

  test("finds the ancestor that includes subdomains", async () => {
    const run = await explain(["deep.www.example.com", "--no-dial"]);
    expect(run.code).toBe(0);
    expect(run.stdout).toContain("deep.www.example.com is below www.example.com");
    expect(run.stdout).toContain("Not judged");
  });

  test.each([
    ["status.example.com", "status.example.com, excluded from pinning", "host-excluded"],
    [
      "other.example.net",
      'no rule covers the host; "unlistedHosts" is "unpinned"',
      "host-unlisted",
    ],
  ])("dials nobody where no chain can change the verdict: %s", async (host, words, reason) => {
    const run = await explain([host, "--connect", "127.0.0.1:1"]);
    expect(run.code).toBe(0);
    expect(run.stdout).toContain(words);
    expect(run.stdout).toContain(`(${reason})`);
  });

  test("rejects an unlisted host where the policy says so", async () => {
    const strict = policyFile({ unlistedHosts: "reject" });
    const run = await tlspin(["explain", strict, "other.example.net"]);
    expect(run.code).toBe(1);
    expect(run.stdout).toContain("reject: other.example.net (host-unlisted)");
  });

  test("rejects an unlisted host of an owned domain, and says that this is why", async () => {
    const owned = policyFile({ ownedDomains: ["example.com"] });
    const run = await tlspin(["explain", owned, "apx.example.com"]);
    expect(run.code).toBe(1);
    expect(run.stdout).toContain("reject: apx.example.com (host-unlisted)");
    expect(run.stdout).toContain("ownedDomains");
  });

  test("judges a chain from a file without dialling", async () => {
    const flags = ["--chain", world.chain, "--connect", "127.0.0.1:1"];
    const run = await explain(["api.example.com", ...flags]);
    expect(run.code).toBe(0);
    expect(run.stdout).toContain("2 certificates, from the file");
  });

  test("counts a CA pin only where the CA vouches for the leaf (CVE-2016-2402)", async () => {
    const pins = [{ spki: pinOf(world.issuer.spki), at: "ca" }];
    const byCa = policyFile({ hosts: [{ ...RULE, pins, backupPins: [BACKUP] }] });
    const good = await tlspin(["explain", byCa, "api.example.com", "--chain", world.chain]);
    expect(good.stdout).toContain("allow: api.example.com (pin-matched)");

    const forged = join(newFolder(), "forged.pem");
    writeFileSync(forged, (await rogueLeaf()) + world.issuer.pem);
    const bad = await tlspin(["explain", byCa, "api.example.com", "--chain", forged]);
    expect(bad.stdout).toContain("reject: api.example.com");
    expect(bad.code).toBe(1);
  });

  test("judges at another time", async () => {
    const expiring = policyFile({ hosts: [{ ...ownRule(), expires: "2027-06-30" }] });
    const args = ["explain", expiring, "api.example.com", "--chain", world.chain, "--at"];
    expect((await tlspin([...args, "2027-06-30"])).code).toBe(0);
    const after = await tlspin([...args, "2027-07-01T00:00:00Z"]);
    expect(after.code).toBe(1);
    expect(after.stdout).toContain("(pins-expired)");
  });

  test("rejects what ordinary TLS validation refuses, although the pin matches", async () => {
    const [, connect = ""] = world.flags("right");
    const run = await explain(["api.example.com", "--connect", connect, "--json"]);
    expect(run.code).toBe(1);
    expect(documentOf(run)).toMatchObject({ decision: "reject", reason: "not-authorized" });
  });

  test("rejects a TLS version below the policy's minimum", async () => {
    const modern = policyFile({ minTls: "1.3" });
    const run = await tlspin(["explain", modern, "api.example.com", ...world.flags("tls-1.2")]);
    expect(run.code).toBe(1);
    expect(run.stdout).toContain("(protocol-too-old)");
    expect((await explain(["api.example.com", ...world.flags("tls-1.2")])).code).toBe(0);
  });

  test("--json prints one document with the verdict and an RFC 7469 report", async () => {
    const document = documentOf(
      await explain(["api.example.com", "--json", ...world.flags("moved")]),
    );
    expect(document).toMatchObject({
      revision: 3,
      host: "api.example.com",
      port: 443,
      rule: { host: "api.example.com" },
      decision: "reject",
      reason: "no-pin-matched",
      report: {
        hostname: "api.example.com",
        "known-pins": [expect.stringMatching(/^pin-sha256=/), {}],
      },
    });
  });

  test("could not be checked where the host is unreachable: exit code 3", async () => {
    const run = await explain(["api.example.com", "--connect", "127.0.0.1:1"]);
    expect(run).toMatchObject({ code: 3, stdout: "" });
  });

  test("an invalid policy exits with 1, names the file and each place", async () => {
    const broken = policyFile({ revision: "7", hosts: [{ ...RULE, hots: 1 }] });
    const run = await tlspin(["explain", broken, "api.example.com"]);
    expect(run).toMatchObject({ code: 1, stdout: "" });
    expect(run.stderr).toContain(`${broken} is not valid`);
    expect(run.stderr).toContain("/revision: ");
    expect(run.stderr).toContain("/hosts/0/hots: ");
  });

  test.each([
    ["a date that is none", ["api.example.com", "--at", "tomorrow"], "2027-06-30"],
    ["a host that is none", ["*.example.com"], "*.example.com"],
    [
      "a chain file that is missing",
      ["api.example.com", "--chain", "no.pem"],
      "no.pem cannot be read",
    ],
    ["a chain file without certificate", ["api.example.com", "--chain", "KEY"], "no certificate"],
  ])("%s exits with 2", async (_name, args, words) => {
    const key = join(newFolder(), "key.pem");
    writeFileSync(key, world.leaf.keyPem);
    const run = await explain(args.map((arg) => (arg === "KEY" ? key : arg)));
    expect(run).toMatchObject({ code: 2, stdout: "" });
    expect(run.stderr).toContain(words);
  });
});

const RULE = { host: "api.example.com", includeSubdomains: false };

function ownRule(): object {
  return { ...RULE, pins: [pinOf(world.leaf.spki)], backupPins: [BACKUP] };
}

function policyFile(change: object): string {
  const path = join(newFolder(), "pins.json");
  const subdomains = { ...ownRule(), host: "www.example.com", includeSubdomains: true };
  const excluded = { host: "status.example.com", includeSubdomains: false, exclude: true };
  const hosts = [ownRule(), subdomains, excluded];
  const json = { version: 1, revision: 3, unlistedHosts: "unpinned", hosts, ...change };
  writeFileSync(path, JSON.stringify(json));
  return path;
}

function explain(args: readonly string[]): Promise<Run> {
  return tlspin(["explain", policy, ...args]);
}

/** A leaf that names the pinned CA as its issuer, and is signed by another key of that name. */
async function rogueLeaf(): Promise<string> {
  const { forgeRoot } = await import("@tlspin/testing");
  const rogue = await forgeRoot({ name: "Example Issuing CA 3" });
  return (await rogue.issueLeaf({ hosts: ["api.example.com"] })).pem;
}
