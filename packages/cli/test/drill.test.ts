import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { connect, type TLSSocket } from "node:tls";
import { fileURLToPath } from "node:url";

import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

import {
  drill,
  type DrillWorld,
  type Rehearsed,
  rehearsalsIn,
  startDrillWorld,
} from "./drill-world.ts";
import { documentOf, SOURCE, tlspin } from "./tlspin.ts";

let world: DrillWorld;
beforeAll(async () => {
  world = await startDrillWorld();
});
afterAll(() => world.servers.close());
beforeEach(() => world.policy());

describe("a program that pins", () => {
  test.each(["fetch", "dispatcher", "agent", "http2"])(
    "passes every rehearsal through %s",
    async (door) => {
      const flags = ["--backup-key", "backup.key.pem", "--upstream", world.upstream];
      const run = await drill(world, [...flags, "--json"], ["pinned", door]);
      expect(run.stderr).toBe("");
      expect(outcomesIn(rehearsalsIn(run))).toEqual({
        "wrong-key": "passed",
        downgrade: "passed",
        resumed: "passed",
        "backup-expired": "passed",
        "backup-wrong-host": "passed",
        backup: "passed",
        genuine: "passed",
      });
      expect(run.code).toBe(0);
      for (const { scenario, counted } of rehearsalsIn(run)) {
        if (scenario !== "backup" && counted !== undefined) expect(counted["bytes"]).toBe(0);
      }
    },
  );

  test("without a key and an upstream, what needs them is not rehearsed, and never passed", async () => {
    const run = await drill(world, ["--json"], ["pinned"]);
    expect(outcomesIn(rehearsalsIn(run))).toEqual({
      "wrong-key": "passed",
      downgrade: "passed",
      resumed: "not-rehearsed",
      "backup-expired": "not-rehearsed",
      "backup-wrong-host": "not-rehearsed",
      backup: "not-rehearsed",
      genuine: "not-rehearsed",
    });
    expect(run.code).toBe(3);
    expect(documentOf(run)).toMatchObject({ passed: 2, failed: 0, notRehearsed: 5, revision: 7 });
  });

  test("is not fooled by a CA of the pinned CA's name, which fools naive code", async () => {
    world.policy({ pins: [{ spki: world.pins.issuer, at: "ca" }] });
    const flags = ["--only", "appended-ca", "--chain", "chain.pem", "--json"];
    const naive = await drill(world, flags, ["naive"]);
    expect(only(naive)).toMatchObject({ scenario: "appended-ca", outcome: "failed" });
    expect(only(naive).counted?.["bytes"]).toBeGreaterThan(0);

    const run = await drill(world, flags, ["pinned", "agent"]);
    expect(only(run)).toMatchObject({ outcome: "passed", counted: { bytes: 0 } });
    expect(run.code).toBe(0);

    const without = await drill(world, ["--only", "appended-ca", "--json"], ["pinned"]);
    expect(only(without)).toMatchObject({ outcome: "not-rehearsed" });
    expect(only(without).why).toContain("--chain");
  });

  test("accepts a backup that is pinned as a CA", async () => {
    world.policy({ backupPins: [{ spki: world.pins.issuer, at: "ca" }] });
    const flags = ["--backup-key", "issuer.key.pem", "--only", "backup", "--json"];
    expect(only(await drill(world, flags, ["pinned"]))).toMatchObject({ outcome: "passed" });
  });

  test("is redirected where a host of the policy is an address", async () => {
    world.policy({ host: "192.0.2.7" });
    const run = await drill(world, ["--only", "wrong-key", "--json"], ["address", "pinned"]);
    expect(only(run)).toMatchObject({ outcome: "passed", host: "192.0.2.7" });
    const naive = await drill(world, ["--only", "wrong-key", "--json"], ["address", "unpinned"]);
    expect(only(naive)).toMatchObject({ outcome: "failed" });
  });

  test.each([
    ["spawn", "pinned.ts"],
    ["spawn-sync", "pinned.ts"],
    ["worker", "pinned.ts"],
  ])("is followed where it dials in another process or thread: %s", async (way, file) => {
    const run = await drill(world, ["--only", "wrong-key", "--json"], ["parent", way, file]);
    expect(only(run)).toMatchObject({ outcome: "passed", counted: { bytes: 0 } });
  });
});

describe("a program that does not pin", () => {
  test.each(["fetch", "https", "http2"])("fails, and its request is named: %s", async (way) => {
    const run = await drill(world, ["--only", "wrong-key", "--json"], ["unpinned", way]);
    expect(run.code).toBe(1);
    const { outcome, leaks, why } = only(run);
    expect(outcome).toBe("failed");
    expect(why).toMatch(/^\d+ bytes reached the server$/);
    expect(leaks).toEqual([expect.objectContaining({ method: "GET", inClear: false })]);
    expect(leaks[0]?.["host"]).toMatch(/^api\.example\.com(:443)?$/);
    expect(leaks[0]?.["path"]).toMatch(/^\/v1\/me(\?token=…)?$/);
    expect(leaks[0]?.["headers"]).toContain("authorization");
    expect(run.stdout).not.toMatch(/secret|abc/);
  });

  test("is named on the terminal too, without any value", async () => {
    const run = await drill(world, ["--only", "wrong-key"], ["unpinned", "fetch"]);
    expect(run.stdout).toContain("leaked: GET /v1/me?token=… to api.example.com (authorization)\n");
    expect(run.stdout).toMatch(/\n1 failed, 0 passed\.\n$/);
    expect(run.stdout).not.toMatch(/secret|abc|\u001b/);
  });

  test.each(["tls", "websocket"])("fails where it speaks no plain HTTP: %s", async (way) => {
    const run = await drill(world, ["--only", "wrong-key", "--json"], ["unpinned", way]);
    expect(only(run)).toMatchObject({ outcome: "failed" });
  });

  test("fails below a host that includes subdomains", async () => {
    world.policy({ includeSubdomains: true });
    const run = await drill(world, ["--only", "wrong-key", "--json"], ["unpinned", "subdomain"]);
    expect(only(run)).toMatchObject({ outcome: "failed", host: "api.example.com" });
    expect(only(run).leaks[0]).toMatchObject({ host: "eu.api.example.com" });
  });

  test.each([
    ["spawn", "unpinned.ts"],
    ["spawn-sync", "unpinned.ts"],
    ["worker", "unpinned.ts"],
  ])("fails where another process or thread dials: %s", async (way, file) => {
    const run = await drill(world, ["--only", "wrong-key", "--json"], ["parent", way, file]);
    expect(only(run)).toMatchObject({ outcome: "failed" });
    expect(only(run).leaks).toHaveLength(1);
  });

  test.each([
    ["looks-up", "it resolves the name itself"],
    ["own-lookup", "it has a resolver of its own"],
    ["bare-environment", "it hides the drill from its threads"],
  ])("fails however it hides: %s, %s", async (way) => {
    const flags = ["--only", "wrong-key", "--for", "2", "--json"];
    const run = await drill(world, flags, ["odd", way]);
    expect(only(run)).toMatchObject({ outcome: "failed" });
  });
});

describe("a program that pins badly fails", () => {
  test("where it checks after the handshake, and has written by then", async () => {
    const run = await drill(world, ["--only", "wrong-key", "--json"], ["late"]);
    expect(only(run)).toMatchObject({ outcome: "failed" });
    expect(only(run).leaks[0]).toMatchObject({ path: "/v1/me" });
  });

  test.each([
    ["insecure", "wrong-key", "api.example.com", false],
    ["port", "wrong-key", "api.example.com:8443", false],
    ["http", "wrong-key", "api.example.com", true],
    ["http", "downgrade", "api.example.com", true],
  ])("where it is refused and tries again: %s, in %s", async (way, scenario, host, inClear) => {
    const run = await drill(world, ["--only", scenario, "--json"], ["fallback", way]);
    expect(only(run)).toMatchObject({ outcome: "failed", leaks: [{ host, inClear }] });
  });

  test("where it falls back to another host, unless that is said to be none", async () => {
    const flags = ["--only", "wrong-key", "--json"];
    const run = await drill(world, flags, ["fallback", "host"]);
    expect(only(run)).toMatchObject({ outcome: "failed", counted: { bytes: 0 } });
    expect(only(run).why).toContain("mirror.example.org:443");

    const telemetry = await drill(world, flags, ["fallback", "telemetry"]);
    expect(only(telemetry).todo).toContain("--allow telemetry.example.org");
  });

  test("where its pins are not asked on a resumed session", async () => {
    const flags = ["--backup-key", "backup.der", "--json", "--only"];
    const run = await drill(world, [...flags, "wrong-key", "resumed"], ["naive", "--"]);
    expect(outcomesIn(rehearsalsIn(run))).toEqual({ "wrong-key": "passed", resumed: "failed" });
    expect(rehearsalsIn(run)[1]?.counted).toMatchObject({ resumed: 1 });
  });

  test("where it is refused and tells nobody", async () => {
    const run = await drill(world, ["--only", "wrong-key", "--json"], ["odd", "silent"]);
    expect(only(run)).toMatchObject({ outcome: "failed", counted: { bytes: 0 } });
    expect(only(run).why).toContain("nobody is told");
  });

  test("where its pins replace ordinary validation", async () => {
    const flags = ["--backup-key", "backup.key.pem", "--json", "--only"];
    const only2 = ["backup-expired", "backup-wrong-host"];
    const run = await drill(world, [...flags, ...only2], ["pins-only"]);
    expect(outcomesIn(rehearsalsIn(run))).toEqual({
      "backup-expired": "failed",
      "backup-wrong-host": "failed",
    });
  });

  test("where it keeps the connection, and only waits", async () => {
    const flags = ["--only", "wrong-key", "--for", "1.5", "--json"];
    const run = await drill(world, flags, ["odd", "keeps-open"]);
    expect(only(run)).toMatchObject({ outcome: "failed", counted: { bytes: 0, handshakes: 1 } });
  });

  test("where it does not accept the backup", async () => {
    world.policy({ backupPins: [world.pins.backup], expires: "2025-01-01" });
    const flags = ["--backup-key", "backup.key.pem", "--only", "backup", "--json"];
    const run = await drill(world, flags, ["pinned"]);
    expect(only(run)).toMatchObject({ outcome: "failed", counted: { bytes: 0 } });
    expect(only(run).why).toContain("ERR_TLSPIN_PEER_REJECTED");
  });

  test("where it does not get through to the genuine server", async () => {
    world.policy({ pins: [world.pins.backup], backupPins: [world.pins.issuer] });
    const flags = ["--upstream", world.upstream, "--only", "genuine", "--json"];
    const run = await drill(world, flags, ["pinned"]);
    expect(only(run)).toMatchObject({ outcome: "failed" });
    expect(only(run).why).toContain("ERR_TLSPIN_PEER_REJECTED");
  });
});

// Each of these would be a false pass in a drill that looks only at exit codes, bytes or output.
describe("what was not rehearsed is not passed:", () => {
  test.each([
    ["never-dials", "it did not dial this host before it ended with exit code 0"],
    ["crashes", "it did not dial this host before it ended with exit code 1"],
    ["dials-elsewhere", "it did not dial this host"],
    ["dials-local", "it did not dial this host"],
    ["own-ca", "ordinary TLS refused it"],
    ["gives-up", "the connection ended before a certificate was judged"],
  ])("a program that %s", async (way, why) => {
    const flags = ["--only", "wrong-key", "--for", "3", "--json"];
    const run = await drill(world, flags, ["odd", way]);
    expect(only(run)).toMatchObject({ outcome: "not-rehearsed" });
    expect(only(run).why).toContain(why);
    expect(run.code).toBe(3);
  });

  test("a program that leaves before a certificate is shown, whatever it says", async () => {
    const flags = ["--backup-key", "backup.key.pem", "--json", "--only"];
    const only4 = ["wrong-key", "downgrade", "backup-expired", "backup-wrong-host"];
    const run = await drill(world, [...flags, ...only4], ["odd", "gives-up"]);
    expect(outcomesIn(rehearsalsIn(run))).toEqual({
      "wrong-key": "not-rehearsed",
      downgrade: "not-rehearsed",
      "backup-expired": "not-rehearsed",
      "backup-wrong-host": "not-rehearsed",
    });
  });

  test("a host that the program was kept from is named", async () => {
    const run = await drill(world, ["--only", "wrong-key", "--json"], ["odd", "dials-elsewhere"]);
    expect(only(run).todo).toContain("--allow other.example.org");
  });

  test("a second request that was never made on a resumed session", async () => {
    const flags = ["--backup-key", "backup.key.pem", "--only", "resumed", "--json"];
    const run = await drill(world, flags, ["unpinned", "fetch"]);
    expect(only(run)).toMatchObject({ outcome: "not-rehearsed" });
    expect(only(run).why).toContain("did not dial again");
  });

  test("a name that the drill's certificates do not prove, until --host names it", async () => {
    world.policy({ host: "example.com", includeSubdomains: true });
    const flags = ["--only", "wrong-key", "--json"];
    const run = await drill(world, flags, ["unpinned", "subdomain"]);
    expect(only(run)).toMatchObject({ outcome: "not-rehearsed" });
    expect(only(run).todo).toContain("--host");
    const named = [...flags, "--host", "eu.api.example.com"];
    const again = await drill(world, named, ["unpinned", "subdomain"]);
    expect(only(again)).toMatchObject({ outcome: "failed" });
  });

  test("a rule that only reports", async () => {
    world.policy({ mode: "report-only" });
    const run = await drill(world, ["--only", "wrong-key", "--json"], ["pinned"]);
    expect(only(run)).toMatchObject({ outcome: "not-rehearsed" });
  });

  test("an upstream that nobody answers at", async () => {
    const flags = ["--upstream", "127.0.0.1:9", "--only", "genuine", "--json"];
    expect(only(await drill(world, flags, ["pinned"]))).toMatchObject({ outcome: "not-rehearsed" });
  });

  test("a program that no redirect reaches", async () => {
    const words = ["drill", "--only", "wrong-key", "--json", "--", "sh", "-c", "exit 1"];
    const run = await tlspin(words, { cwd: world.folder });
    expect(only(run)).toMatchObject({ outcome: "not-rehearsed" });
    expect(only(run).why).toContain("no Node.js program started");
  });
});

describe("an error in the output", () => {
  test("of pins that are not tlspin's is told by --expect-log", async () => {
    const flags = ["--only", "wrong-key", "--json"];
    const run = await drill(world, flags, ["odd", "hangs-up"]);
    expect(only(run)).toMatchObject({ outcome: "failed" });
    expect(only(run).todo).toContain("--expect-log");
    const told = ["--expect-log", "another key than"];
    const again = await drill(world, [...flags, ...told], ["odd", "hangs-up"]);
    expect(only(again)).toMatchObject({ outcome: "passed" });
  });

  test("must be there where --expect-log asks for it, whatever the exit code", async () => {
    const flags = ["--only", "wrong-key", "--expect-log", "pager called", "--json"];
    expect(only(await drill(world, flags, ["pinned"]))).toMatchObject({ outcome: "failed" });
  });
});

describe("a program that does not end", () => {
  test("is asked with --request, and ended though it ignores SIGTERM", async () => {
    const port = String(await freePort());
    const url = `http://127.0.0.1:${port}/`;
    const flags = ["--backup-key", "backup.key.pem", "--request", url, "--for", "20", "--json"];
    const only3 = ["--only", "wrong-key", "resumed", "backup"];
    const run = await drill(world, [...flags, ...only3], ["server", port]);
    expect(outcomesIn(rehearsalsIn(run))).toEqual({
      "wrong-key": "passed",
      resumed: "passed",
      backup: "passed",
    });
    expect(run.code).toBe(0);
    await expect(fetch(url)).rejects.toThrow("fetch failed");
  });

  test("is ended after --for, and what it did not do is not rehearsed", async () => {
    const flags = ["--only", "wrong-key", "--for", "1", "--json"];
    const run = await drill(world, flags, ["server", "0"]);
    expect(only(run)).toMatchObject({ outcome: "not-rehearsed" });
    expect(only(run).todo).toContain("--request");
  });
});

describe("a program that is no Node.js program", () => {
  test.each([
    ["sends a request", "failed", (socket: TLSSocket) => socket.end("GET / HTTP/1.1\r\n\r\n")],
    ["hangs up", "passed", (socket: TLSSocket) => socket.destroy()],
  ])("is waited for with --listen: one that %s has %s", async (_what, outcome, act) => {
    const port = await freePort();
    const flags = ["--listen", String(port), "--for", "3", "--only", "wrong-key", "--json"];
    const running = tlspin(["drill", "pins.json", ...flags], { cwd: world.folder });
    act(await eventually(() => dial(port)));
    const run = await running;
    expect(only(run)).toMatchObject({ outcome });
    expect(run.stderr).toContain(`api.example.com  127.0.0.1:${port}\n`);
    expect(run.stderr).toMatch(/CA {2}\S+ca\.pem\n/);
  });

  test("is not rehearsed where nobody came, or there is nothing to tell", async () => {
    const flags = ["--listen", "--only", "wrong-key", "resumed", "--json"];
    const run = await tlspin(["drill", ...flags], { cwd: world.folder, input: "\n" });
    expect(outcomesIn(rehearsalsIn(run))).toEqual({
      "wrong-key": "not-rehearsed",
      resumed: "not-rehearsed",
    });
    expect(run.code).toBe(3);
  });
});

describe("tlspin drill", () => {
  test.each([
    [["drill"], "there is no program to rehearse"],
    [["drill", "pins.json", "node", "app.js"], "write the program after --"],
    [["drill", "--", "no-such-program"], "no-such-program is not found"],
    [["drill", "--host", "other.example.com", "--", "node", "-v"], "is not pinned by the policy"],
    [["drill", "--backup-key", "stranger.key.pem", "--", "node", "-v"], "is the key of no pin"],
    [["drill", "--only", "frob", "--", "node", "-v"], "Allowed choices"],
    [["drill", "--for", "0", "--", "node", "-v"], "more than 0"],
    [["drill", "--expect-log", "(", "--", "node", "-v"], "regular expression"],
    [["drill", "--listen", "--", "node", "-v"], "--listen takes no program"],
    [["drill", "--upstream", "x.example.com=1.2.3.4", "--", "node", "-v"], "is not pinned by"],
    [["drill", "--json", "--junit", "--", "node", "-v"], "only one report"],
  ])("%j is a usage error", async (words, message) => {
    const run = await tlspin(words, { cwd: world.folder });
    expect(run.code).toBe(2);
    expect(run.stderr).toContain(message);
  });

  test("does not start a native program, which would dial the genuine servers", async () => {
    const words = ["drill", "--", "/usr/bin/tail", "-n", "1", "pins.json"];
    const run = await tlspin(words, { cwd: world.folder });
    expect(run).toMatchObject({ code: 2, stdout: "" });
    expect(run.stderr).toContain("--listen");
  });

  test("writes JUnit's XML: what failed fails, what was not rehearsed is skipped", async () => {
    const file = join(world.folder, "drill.xml");
    const flags = ["--only", "wrong-key", "backup", "--junit", file];
    const run = await drill(world, flags, ["unpinned", "fetch"]);
    expect(run.stdout).toContain("1 failed, 0 passed, 1 not rehearsed.");
    const xml = readFileSync(file, "utf8");
    expect(xml).toContain('tests="2" failures="1"');
    expect(xml).toContain('<testcase classname="api.example.com" name="wrong-key"><failure');
    expect(xml).toContain("<skipped>needs a pinned key: --backup-key</skipped>");
    expect(xml).not.toContain("secret");
    const printed = await drill(world, ["--only", "backup", "--junit"], ["pinned"]);
    expect(printed.stdout).toMatch(/^<\?xml/);
  });

  test("judges each host of the policy, and says which ones the program did not dial", async () => {
    const other = { host: "www.example.com", includeSubdomains: false, exclude: true };
    const third = { host: "pay.example.com", pins: [world.pins.issuer] };
    world.policy({}, [other, third]);
    const run = await drill(world, ["--only", "wrong-key", "--json"], ["pinned"]);
    expect(rehearsalsIn(run)).toMatchObject([
      { host: "api.example.com", outcome: "passed" },
      { host: "pay.example.com", outcome: "not-rehearsed" },
    ]);
    expect(run.code).toBe(3);
    const flags = ["--only", "wrong-key", "--host", "api.example.com"];
    expect((await drill(world, flags, ["pinned"])).code).toBe(0);
  });

  test("relays a host that is not rehearsed to its upstream, so that the program gets further", async () => {
    world.policy({}, [{ host: "pay.example.com" }]);
    const flags = ["--only", "wrong-key", "--host", "api.example.com", "--json"];
    const stuck = await drill(world, flags, ["odd", "pays-first"]);
    expect(only(stuck)).toMatchObject({ outcome: "not-rehearsed" });
    const upstream = ["--upstream", `pay.example.com=${world.upstream}`];
    const run = await drill(world, [...flags, ...upstream], ["odd", "pays-first"]);
    expect(only(run)).toMatchObject({ host: "api.example.com", outcome: "passed" });
  });

  test("takes the program with it where it is interrupted", async () => {
    const port = await freePort();
    const program = fileURLToPath(new URL("programs/server.ts", import.meta.url));
    const words = ["drill", "--for", "60", "--only", "wrong-key", "--", process.execPath, program];
    const child = spawn(
      process.execPath,
      ["--conditions=@tlspin/source", SOURCE, ...words, String(port)],
      { cwd: world.folder, stdio: "ignore", env: { NODE_OPTIONS: "--conditions=@tlspin/source" } },
    );
    await eventually(() => fetch(`http://127.0.0.1:${port}/`));
    child.kill("SIGINT");
    const [code] = await once(child, "exit");
    expect(code).toBe(3);
    await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow("fetch failed");
  });

  test("leaves nothing behind", async () => {
    await drill(world, ["--only", "wrong-key"], ["pinned"]);
    expect(readdirSync(world.temporary)).toEqual([]);
  });

  const built = fileURLToPath(new URL("../dist/drill/redirect/redirect.js", import.meta.url));
  test.runIf(existsSync(built))("ships the redirect with the package", () => {
    const { files }: { files: readonly string[] } = JSON.parse(
      readFileSync(new URL("../package.json", import.meta.url), "utf8"),
    );
    expect(files).toContain("dist");
  });
});

function only(run: Awaited<ReturnType<typeof drill>>): Rehearsed {
  const [first, ...more] = rehearsalsIn(run);
  if (first === undefined || more.length > 0) throw new Error(`not one rehearsal: ${run.stdout}`);
  return first;
}

function outcomesIn(rehearsals: readonly Rehearsed[]): Readonly<Record<string, string>> {
  return Object.fromEntries(rehearsals.map(({ scenario, outcome }) => [scenario, outcome]));
}

/** Below those that the system hands out, or the drill's own servers might be given it. */
async function freePort(): Promise<number> {
  for (let tries = 0; tries < 50; tries++) {
    const port = 20_000 + Math.floor(Math.random() * 10_000);
    const server = createServer().listen(port, "127.0.0.1");
    const isFree = await once(server, "listening").then(
      () => true,
      () => false,
    );
    server.close();
    if (isFree) return port;
  }
  throw new Error("no port is free");
}

async function dial(port: number): Promise<TLSSocket> {
  const host = { servername: "api.example.com", rejectUnauthorized: false } as const;
  const socket = connect({ host: "127.0.0.1", port, ...host, maxVersion: "TLSv1.2" });
  await once(socket, "secureConnect");
  return socket;
}

async function eventually<T>(attempt: () => Promise<T>): Promise<T> {
  for (let tries = 0; tries < 50; tries++) {
    const made = await attempt().catch(() => undefined);
    if (made !== undefined) return made;
    await sleep(100);
  }
  return attempt();
}
