import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";

import { nodeBinaries } from "@tlspin-tooling/runtimes/node-binaries";
import { type Servers, startServers } from "@tlspin/testing";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { type Cast, forgeCast } from "../src/cast.ts";
import { HOME, type Outcome, REGISTER, run } from "../src/run.ts";

let cast: Cast;
let servers: Servers;
let policy: string;

beforeAll(async () => {
  cast = await forgeCast();
  policy = await cast.policy("pins.json");
  servers = await startServers([
    { name: "genuine", protocol: "http", tls: cast.genuine },
    { name: "rogue", protocol: "http", tls: cast.rogue },
  ]);
});
beforeEach(() => servers.reset());
afterAll(async () => {
  await servers.close();
  await cast.close();
});

describe.each(nodeBinaries())("Node.js $version runs no user code", ({ path }) => {
  const installed = path !== undefined;

  test.skipIf(!installed).each([
    ["without a policy", {}, "TLSPIN_POLICY: must name the policy file"],
    ["with a file that is missing", { TLSPIN_POLICY: "missing.json" }, "ENOENT"],
    ["with a bad policy", { TLSPIN_POLICY: "package.json" }, '/name: "name" is not a key'],
  ])("%s", async (_, env, message) => {
    expectStopped(await say({ node: path ?? "", env }), message);
  });

  test.skipIf(!installed)("where the self-test fails", async () => {
    const before = ["--require", "./programs/other-tls.cjs", ...REGISTER];
    const outcome = await say({ node: path ?? "", before, env: { TLSPIN_POLICY: policy } });
    expectStopped(outcome, "self-test: tls.connect should be no-pin-matched, was delivered");
  });
});

test("a program that handles every exception is stopped all the same, and says that it failed", async () => {
  const handler = ["--import", "./programs/handle-everything.mjs"];
  const naive = await say({ before: [...handler, "--import", "./programs/missing.mjs"] });
  expect(naive.code, "of a preload that throws").toBe(0);
  expectStopped(await say({ before: [...handler, ...REGISTER] }), "TLSPIN_POLICY");
});

describe("a Node.js that was not measured", () => {
  const before = ["--require", "./programs/future-node.cjs", ...REGISTER];

  test("is refused, with the way past", async () => {
    const outcome = await say({ before, env: { TLSPIN_POLICY: policy } });
    expectStopped(outcome, "Node.js 28.0.0 was not measured");
    expect(outcome.stderr).toContain("or set TLSPIN_ALLOW_UNTESTED_NODE=1");
  });

  test("is refused where the way past is misspelt", async () => {
    const env = { TLSPIN_POLICY: policy, TLSPIN_ALLOW_UNTESTED_NODE: "yes" };
    expectStopped(await say({ before, env }), "TLSPIN_ALLOW_UNTESTED_NODE: must be 1");
  });

  test("runs when told so, if the self-test passes", async () => {
    const env = { TLSPIN_POLICY: policy, TLSPIN_ALLOW_UNTESTED_NODE: "1" };
    expect(await say({ before, env })).toMatchObject({ code: 0, lines: [{ client: "user code" }] });
  });
});

test("a policy that fails open on a date is refused: nobody here could accept that", async () => {
  const rule = { ...cast.rule, expires: "2030-01-01", onExpiry: "unpin" };
  const open = await cast.policy("open.json", { hosts: [rule] });
  expectStopped(await say({ env: { TLSPIN_POLICY: open } }), "/hosts/0/onExpiry");
});

test("says at start what is pinned, what is covered and what is not", async () => {
  const { stderr } = await say({ env: { TLSPIN_POLICY: policy } });
  expect(stderr).toBe(
    [
      `tlspin: localhost pinned by ${policy}, revision 1. Other hosts: ordinary TLS, verified.`,
      "  Covered: TLS of all JavaScript in this process, its workers and its Node.js children.",
      "  Not covered: native add-ons, other programs, QUIC, hosts dialled by an unlisted address.",
      "",
    ].join("\n"),
  );
});

describe("child-cwd-hijack: a child in a folder whose files have the same names", () => {
  let folder: string;

  beforeAll(async () => {
    folder = join(cast.folder, "elsewhere");
    const home = join(folder, "node_modules/@tlspin/node");
    await mkdir(home, { recursive: true });
    const exports = { "./register": "./nothing.mjs" };
    await writeFile(join(home, "package.json"), JSON.stringify({ name: "@tlspin/node", exports }));
    await writeFile(join(home, "nothing.mjs"), "");
    await writeFile(join(folder, "pins.json"), "{}");
  });

  test("leaks where names and relative paths are handed down", async () => {
    const orders = { port: servers.port("rogue"), roots: cast.roots, cwd: folder };
    const env = { NODE_OPTIONS: REGISTER.join(" "), TLSPIN_POLICY: "pins.json" };
    const args = [String(orders.port), orders.roots];
    await run({ node: process.execPath, program: "send.cjs", cwd: folder, env, args });
    expect((await servers.counts("rogue")).bytes).toBeGreaterThan(0);
  });

  test.each([
    ["--import", { before: REGISTER }],
    ["NODE_OPTIONS", { before: [], env: { NODE_OPTIONS: REGISTER.join(" ") } }],
  ])(
    "sends nothing where register came by %s and the policy by a relative path",
    async (_, how) => {
      const { stderr, lines } = await startChild("rogue", how);
      expect(lines).toMatchObject([{ delivered: false, pinned: true }]);
      expect(stderr).toContain("no certificate that vouches for this host matches a pin");
      expect(await servers.counts("rogue")).toMatchObject({ bytes: 0, connections: 1 });
      expect((await startChild("genuine", how)).lines).toMatchObject([{ delivered: true }]);
    },
  );

  test("is stopped where the policy is not the parent's any more", async () => {
    const changed = await cast.policy("changed.json");
    const content = `${await readFile(changed, "utf8")}\n`;
    const { stderr, lines } = await startChild("genuine", { policy: changed, content });
    expect(lines).toEqual([]);
    expect(stderr).toContain("TLSPIN_POLICY_SHA256: is ");
    expect((await servers.counts("genuine")).connections).toBe(0);
  });

  function startChild(role: string, how: Partial<StartedChild>): Promise<Outcome> {
    const { before = REGISTER, env = {}, content } = how;
    const file = how.policy ?? policy;
    const orders = {
      port: servers.port(role),
      roots: cast.roots,
      cwd: folder,
      policy: file,
      content,
    };
    return run({
      node: process.execPath,
      program: "start-child.cjs",
      before,
      orders,
      env: { ...env, TLSPIN_POLICY: relative(HOME, file) },
    });
  }
});

interface StartedChild {
  readonly before: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly policy: string;
  readonly content: string;
}

interface Say {
  readonly node?: string;
  readonly before?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
}

function say({ node = process.execPath, before = REGISTER, env = {} }: Say): Promise<Outcome> {
  return run({ node, program: "say.cjs", before, env });
}

function expectStopped({ code, lines, stderr }: Outcome, message: string): void {
  expect(stderr).toContain(message);
  expect(stderr).toContain("stopped, because the connections would not be pinned");
  expect([code, lines]).toEqual([1, []]);
}
