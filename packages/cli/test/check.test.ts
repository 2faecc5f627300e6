import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { pinOf } from "@tlspin/core";
import parsePrometheus from "parse-prometheus-text-format";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { type CheckWorld, hasIpv6, startCheckWorld } from "./check-world.ts";
import { nginx } from "./nginx.ts";
import { documentOf, newFolder, type Run, tlspin } from "./tlspin.ts";
import { xmlProblems } from "./xml.ts";

let world: CheckWorld;
let policy: string;

describe.runIf(nginx !== undefined)("tlspin check, of a real nginx", () => {
  beforeAll(async () => {
    world = await startCheckWorld();
    policy = world.policy();
  });
  afterAll(() => world.nginx.stop());

  test("finds nothing where all is well, and says what it saw", async () => {
    const redirect = ["--http-port", String(world.port("redirect"))];
    const run = await check([...world.to("good", "good-2"), ...redirect]);
    expect(run).toMatchObject({ code: 0, stderr: "" });
    expect(run.stdout).toContain(`${pinOf(world.leaf.spki)}\n`);
    expect(run.stdout).toContain("matches (pins/0, leaf)");
    expect(run.stdout).toContain(
      "trusted: api.example.com, by Example Issuing CA 3, by Example Root",
    );
    expect(run.stdout).toContain("2 addresses agree");
    expect(lastLineOf(run)).toBe("1 host, 2 addresses: all is well.");
  });

  test.runIf(hasIpv6)("audits IPv6 like IPv4", async () => {
    const run = await check(world.to("good", "good-v6"));
    expect(run.code).toBe(0);
    expect(run.stdout).toContain(`at [::1]:${world.port("good-v6")}\n`);
    expect(run.stdout).toContain("2 addresses agree");
  });

  test("says which versions of TLS and which weak ciphers are accepted, by offering them", async () => {
    const run = await check([...world.to("old-tls"), "--json"]);
    expect(run.code).toBe(1);
    expect(addressIn(run)).toMatchObject({
      tls: {
        accepts: { TLSv1: true, "TLSv1.1": true, "TLSv1.2": true, "TLSv1.3": false },
        acceptsWeak: { cbc: true, rsa: true, anonymous: true },
      },
    });
    const good = await check([...world.to("good"), "--json"]);
    expect(addressIn(good)).toMatchObject({
      tls: {
        accepts: { TLSv1: false, "TLSv1.1": false, "TLSv1.2": true, "TLSv1.3": true },
        acceptsWeak: { cbc: false, rsa: false, anonymous: false },
      },
      alpn: "h2",
    });
  });

  test("never passes a version that the OpenSSL of this machine cannot offer", async () => {
    const config = join(newFolder(), "openssl.cnf");
    writeFileSync(config, WITHOUT_OLD_TLS);
    const env = { NODE_OPTIONS: `--openssl-config=${config}` };
    const run = await tlspin(["check", policy, ...world.to("good"), "--json"], { env });
    expect(run.code).toBe(3);
    const why = "OpenSSL does not offer it here";
    expect(addressIn(run)).toMatchObject({ tls: { accepts: { TLSv1: why, "TLSv1.1": why } } });
    const old = checksIn(run).find(({ subject }) => subject === "TLS 1.0");
    expect(old?.status).toBe("not-checked");
  });

  test("finds a server that speaks nothing but what is forbidden", async () => {
    const run = await check(world.to("only-old"));
    expect(run.code).toBe(1);
    expect(run.stdout).toContain("the TLS handshake failed");
    expect(run.stdout).toContain("accepts TLS 1.1");
  });

  test.each([
    ["wrong-key", "error", "pin", "no certificate that vouches for this host matches a pin"],
    ["wrong-host", "error", "chain", "does not match certificate's altnames"],
    ["short-chain", "error", "chain", "the server left an intermediate out"],
    ["ending", "warning", "certificate", "CN=api.example.com: 5 days left"],
    ["on-backup", "warning", "pin", "the server has moved to a backup"],
    ["no-hsts", "warning", "hsts", "no header (status 404)"],
    ["short-hsts", "warning", "hsts", "max-age is less than a year"],
    ["broken-hsts", "warning", "hsts", "is ignored by browsers"],
    ["lone-hsts", "info", "hsts", "without includeSubDomains"],
    ["no-head", "ok", "hsts", "max-age 63072000, includeSubDomains"],
  ])("says of %s: %s, %s", async (site, status, id, message) => {
    const run = await check([...world.to(site), "--json"]);
    expect(run.code).toBe(status === "error" ? 1 : 0);
    expect(addressIn(run)["checks"]).toContainEqual(
      expect.objectContaining({ status, id, message: expect.stringContaining(message) }),
    );
  });

  test.each([
    ["redirect", "ok", "http leads to https://api.example.com"],
    ["no-redirect", "warning", "http is answered with status 200"],
    ["redirect-to-http", "warning", "http leads to http://api.example.com/login"],
  ])("says where http leads: %s", async (site, status, message) => {
    const run = await check([
      ...world.to("good"),
      "--http-port",
      String(world.port(site)),
      "--json",
    ]);
    expect(addressIn(run)["checks"]).toContainEqual({
      id: "redirect",
      status,
      message,
      ...(status === "ok" ? {} : { todo: "redirect to https on the same host" }),
    });
  });

  test("tells addresses of one name apart", async () => {
    const run = await check(world.to("good", "wrong-key"));
    expect(run.code).toBe(1);
    expect(run.stdout).toContain("the addresses differ in key");
    expect(run.stdout).toContain(`127.0.0.2:${world.port("wrong-key")}: sha256/`);
  });

  test("finds a backup that is on the live chain: it is none", async () => {
    const backupPins = [{ spki: pinOf(world.issuer.spki), at: "ca" }];
    const run = await check([...world.to("good")], world.policy({ backupPins }));
    expect(run.code).toBe(1);
    expect(run.stdout).toContain("is on the live chain: certificate 2 (backupPins/0)");
  });

  test("refuses TLS 1.2 where the policy asks for 1.3, and expired pins", async () => {
    const old = await check(world.to("old-tls"), world.policy({ minTls: "1.3" }));
    expect(old.stdout).toContain("(protocol-too-old)");
    const expired = await check(world.to("good"), world.policy({ expires: "2025-01-01" }));
    expect(expired.stdout).toContain("(pins-expired)");
  });

  test("warns of pins that have expired and let everybody in", async () => {
    const open = world.policy({ expires: "2025-01-01", onExpiry: "unpin" });
    const run = await check([...world.to("good"), "--fail-on", "warning"], open);
    expect(run.stdout).toContain("not pinned: its pins have expired");
    expect(run.code).toBe(1);
  });

  test("--fail-on decides what fails, and --min-days what is warned of", async () => {
    const flags = ["--fail-on", "warning"];
    expect((await check([...world.to("no-hsts"), ...flags])).code).toBe(1);
    expect((await check([...world.to("ending"), ...flags, "--min-days", "3"])).code).toBe(0);
    expect((await check([...world.to("no-hsts"), ...flags, "--no-http"])).code).toBe(0);
  });

  test("audits names below a host that includes its subdomains, where they are named", async () => {
    const wide = world.policy({ host: "example.com", includeSubdomains: true });
    const flags = [
      ...world.to("good"),
      "--resolve",
      `example.com:443:127.0.0.1:${world.port("good")}`,
    ];
    const run = await check([...flags, "--host", "api.example.com"], wide);
    expect(run.stdout).toContain(
      "api.example.com:443  enforce, rule example.com, with its subdomains",
    );
    expect(run.stdout).toContain("does not match certificate's altnames: Host: example.com");
    const only = await tlspin(["check", wide, "api.example.com", ...flags]);
    expect(only.code).toBe(0);
    expect(lastLineOf(only)).toBe("1 host, 1 address: all is well.");
  });

  test("could not be checked where nobody answers, or DNS knows no name: exit code 3", async () => {
    const nobody = ["--resolve", "api.example.com:443:127.0.0.1:1"];
    const run = await check(nobody);
    expect(run.code).toBe(3);
    expect(lastLineOf(run)).toBe("1 host, 1 address: 1 not checked.");
    const unknown = await tlspin([
      "check",
      world.policy({ host: "api.invalid" }),
      "--timeout",
      "5",
    ]);
    expect(unknown.code).toBe(3);
    expect(unknown.stdout).toContain("api.invalid:443 could not be checked");
    const both = await check([
      "--resolve",
      `${world.to("wrong-key")[1]},127.0.0.1:1`,
      "--ca",
      world.ca,
    ]);
    expect(both.code).toBe(1);
  });

  test("--junit fails what --fail-on says, and skips what was not checked", async () => {
    const file = join(newFolder(), "check.xml");
    const run = await check([...world.to("wrong-key"), "--junit", file]);
    expect(run.stdout).toContain("1 error");
    const xml = readFileSync(file, "utf8");
    expect(await xmlProblems(xml)).toEqual([]);
    expect(xml).toContain('failures="1" errors="0" skipped="1"');
    expect(xml).toContain("not asked: nothing is sent to a peer that the policy refuses");

    const printed = await check([...world.to("no-hsts"), "--junit", "--fail-on", "warning"]);
    expect(await xmlProblems(printed.stdout)).toEqual([]);
    expect(printed.stdout).toContain('failures="1"');
  });

  test("--prometheus tells what was measured, and is silent on what was not", async () => {
    const metrics = metricsIn(await check([...world.to("good", "wrong-key"), "--prometheus"]));
    expect(metrics("tlspin_pin_match")).toEqual([
      ["127.0.0.1", 1],
      ["127.0.0.2", 0],
    ]);
    expect(metrics("tlspin_backup_off_chain")).toEqual([
      ["127.0.0.1", 1],
      ["127.0.0.2", 1],
    ]);
    expect(metrics("tlspin_hsts_max_age_seconds")).toEqual([["127.0.0.1", 63_072_000]]);
    expect(metrics("tlspin_tls_version_accepted").map(([, value]) => value)).toEqual([
      0, 0, 1, 1, 0, 0, 1, 1,
    ]);
    const until = Date.parse("2045-01-01") / 1000;
    expect(metrics("tlspin_cert_not_after_seconds").map(([, value]) => value)).toEqual([
      until,
      until,
      until,
      until,
    ]);
    expect(metrics("tlspin_reachable")).toEqual([
      ["127.0.0.1", 1],
      ["127.0.0.2", 1],
    ]);
  });

  test("--prometheus says that a name without an address is not reachable", async () => {
    const path = world.policy({ host: "api.invalid" });
    const run = await tlspin(["check", path, "--timeout", "5", "--prometheus"]);
    expect(run.code).toBe(3);
    expect(metricsIn(run)("tlspin_reachable")).toEqual([["", 0]]);
  });

  test("--prometheus replaces its last report in one step, and nothing else", async () => {
    const file = join(newFolder(), "tlspin.prom");
    const flags = [...world.to("good"), "--prometheus", file];
    expect((await check(flags)).code).toBe(0);
    const first = readFileSync(file, "utf8");
    expect((await check(flags)).code).toBe(0);
    expect(readFileSync(file, "utf8").replaceAll(/\d{9,}/g, "")).toBe(
      first.replaceAll(/\d{9,}/g, ""),
    );

    writeFileSync(file, "node_other 1\n");
    const run = await check(flags);
    expect(run.code).toBe(2);
    expect(run.stderr).toContain("is no report of this kind, so it stays");
    expect(readFileSync(file, "utf8")).toBe("node_other 1\n");
  });
});

describe("tlspin check", () => {
  test.each([
    [["--resolve", "api.example.com:127.0.0.1"], "api.example.com:443:192.0.2.1"],
    [["--resolve", "api.example.com:443:there"], "is no IP address"],
    [["--json", "--prometheus"], "only one report can be printed"],
    [["--http-port", "x"], "0 to 65535"],
    [["--host", "api.example.com"], "is to be audited twice"],
    [["--starttls", "gopher"], "smtp, imap"],
  ])("%j exits with 2", async (flags, words) => {
    const path = join(newFolder(), "pins.json");
    writeFileSync(path, JSON.stringify(POLICY));
    const run = await tlspin(["check", path, ...flags]);
    expect(run.code).toBe(2);
    expect(run.stderr).toContain(words);
  });

  test("has nothing to audit where the policy pins nothing", async () => {
    const path = join(newFolder(), "pins.json");
    writeFileSync(path, JSON.stringify({ ...POLICY, hosts: [EXCLUDED] }));
    const run = await tlspin(["check", path]);
    expect(run).toMatchObject({ code: 2, stdout: "" });
    expect(run.stderr).toContain("the policy pins no host");
  });
});

const EXCLUDED = { host: "api.example.com", includeSubdomains: false, exclude: true };

const POLICY = {
  version: 1,
  revision: 1,
  unlistedHosts: "unpinned",
  hosts: [
    {
      host: "api.example.com",
      includeSubdomains: false,
      pins: ["sha256/afwiKY3RxoMmLkuRW1l7QsPZTJPwDS2pdDROQjXw8ig="],
      backupPins: ["sha256/klO23nT2ehFDXCfx3eHTDRESMz3asj1muO+4aIdjiuY="],
    },
  ],
};

function check(flags: readonly string[], path: string = policy): Promise<Run> {
  return tlspin(["check", path, ...flags]);
}

function lastLineOf({ stdout }: Run): string | undefined {
  return stdout.trimEnd().split("\n").at(-1);
}

/** The first address of the first host. */
function addressIn(run: Run): Record<string, unknown> {
  const { hosts } = documentOf(run);
  const [host] = Array.isArray(hosts) ? hosts : [];
  return host.addresses[0];
}

function checksIn(run: Run): readonly { readonly status: string; readonly subject?: string }[] {
  const { checks } = addressIn(run);
  return Array.isArray(checks) ? checks : [];
}

/** Reads the values of a metric, each with the address that it is of. */
function metricsIn({ stdout }: Run): (name: string) => [string, number][] {
  for (const line of stdout.trimEnd().split("\n")) expect(line).toMatch(EXPOSITION);
  const families = parsePrometheus(stdout);
  expect(families.every(({ type, help }) => type === "GAUGE" && help !== "")).toBe(true);
  return (name) => {
    const { metrics = [] } = families.find((family) => family.name === name) ?? {};
    return metrics.map(({ value, labels }) => [
      (labels?.["address"] ?? "").replace(/:\d+$/, ""),
      Number(value),
    ]);
  };
}

// The text format 0.0.4, line by line.
const EXPOSITION =
  /^(?:# (?:HELP|TYPE) [a-z_]+ .+|[a-z_]+(?:\{(?:[a-z_]+="(?:[^"\\\n]|\\["\\n])*",?)*\})? -?[0-9.e+]+)$/;

const WITHOUT_OLD_TLS = `
nodejs_conf = nodejs_init
[nodejs_init]
ssl_conf = ssl_sect
[ssl_sect]
system_default = system_sect
[system_sect]
Protocol = -TLSv1, -TLSv1.1
`;
