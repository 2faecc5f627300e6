import { otherBinaries } from "@tlspin-tooling/runtimes/other-binaries";
import { type Servers, startServers } from "@tlspin/testing";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { type Cast, forgeCast } from "../src/cast.ts";
import { type Outcome, run } from "../src/run.ts";

// What stands on node:tls.
const COVERED = [
  "https",
  "https, switched off",
  "https, own agent",
  "http2",
  "tls.connect, written at once",
  "bare TLSSocket",
  "undici.request",
  "ws",
  "axios",
  "axios, HTTP/2",
  "superagent",
];
// What shows no certificate, and is refused before it dials.
const NATIVE = [
  "fetch",
  "global WebSocket",
  "axios, fetch",
  "fetch in clear",
  "a fetch that is redirected",
];
const CLEAR = ["http in clear", "http2 in clear", "axios in clear", "net in clear"];
const ALL = [...COVERED, ...NATIVE, ...CLEAR];

let cast: Cast;
let servers: Servers;
let policy: string;

beforeAll(async () => {
  cast = await forgeCast();
  policy = await cast.policy("pins.json");
  servers = await startServers([
    ...["genuine", "rogue"].flatMap((role) =>
      ALL.map((client) => ({
        name: `${role} ${client}`,
        protocol: "any" as const,
        clear: true,
        tls: role === "genuine" ? cast.genuine : cast.rogue,
      })),
    ),
    { name: "redirector", protocol: "http" },
  ]);
});
beforeEach(() => servers.reset());
afterAll(async () => {
  await servers.close();
  await cast.close();
});

const [latest] = otherBinaries("deno").toSorted((a, b) => b.version.localeCompare(a.version));

describe.skipIf(latest?.path === undefined)(
  `Deno ${latest?.version} (skipped where it is not)`,
  () => {
    test("without register, each client sends bytes to the rogue server", async () => {
      const { lines } = await inDeno("rogue", []);
      expect(namesOf(lines)).toEqual(ALL.toSorted());
      expect(await silentOnes("rogue")).toEqual([]);
    });

    test("with register, none sends a byte", async () => {
      const { lines } = await inDeno("rogue", PRELOAD);
      expect(namesOf(lines)).toEqual(ALL.toSorted());
      expect(lines.filter(({ delivered }) => delivered)).toEqual([]);
      expect(await silentOnes("rogue")).toEqual(ALL);
    });

    test("to the pinned key, what stands on node:tls delivers; Deno's own API does not pretend to", async () => {
      const { lines, stderr } = await inDeno("genuine", PRELOAD);
      expect(namesOf(lines.filter(({ delivered }) => delivered))).toEqual(COVERED.toSorted());
      expect(await silentOnes("genuine")).toEqual([...NATIVE, ...CLEAR]);
      expect(lines.find(({ client }) => client === "fetch")?.error).toContain(
        "Deno's own fetch shows no certificate to judge",
      );
      expect(stderr).toContain("Not covered: workers, child processes, FFI");
    });

    test("with a CA pinned, the same", async () => {
      const pins = await cast.policy("ca.json", { hosts: [cast.caRule] });
      await inDeno("rogue", PRELOAD, pins);
      expect(await silentOnes("rogue")).toEqual(ALL);
      const { lines } = await inDeno("genuine", PRELOAD, pins);
      expect(namesOf(lines.filter(({ delivered }) => delivered))).toEqual(COVERED.toSorted());
    });

    test("a worker is not covered, as register says", async () => {
      const [port, before] = [servers.port("rogue fetch"), ["run", "--allow-all", ...PRELOAD]];
      const env = { DENO_CERT: cast.roots, TLSPIN_POLICY: policy };
      await run({
        node: latest?.path ?? "",
        program: "deno-worker.mjs",
        before,
        orders: { port },
        env,
      });
      expect((await servers.counts("rogue fetch")).bytes).toBeGreaterThan(0);
    });

    function inDeno(role: string, before: readonly string[], pins = policy): Promise<Outcome> {
      const ports = Object.fromEntries(ALL.map((name) => [name, servers.port(`${role} ${name}`)]));
      return run({
        node: latest?.path ?? "",
        program: "clients.mjs",
        before: ["run", "--allow-all", ...before],
        orders: { ports, redirector: servers.port("redirector") },
        env: { NODE_EXTRA_CA_CERTS: cast.roots, DENO_CERT: cast.roots, TLSPIN_POLICY: pins },
      });
    }
  },
);

test.each(otherBinaries("deno").filter(({ version }) => version !== latest?.version))(
  "Deno $version resumes sessions unasked, so register stops it",
  async ({ path }) => {
    if (path === undefined) return;
    const before = ["run", "--allow-all", ...PRELOAD];
    const env = { TLSPIN_POLICY: policy };
    const { code, lines, stderr } = await run({ node: path, program: "say.cjs", before, env });
    expect([code, lines]).toEqual([1, []]);
    expect(stderr).toContain("register needs Deno 2 from 2.9.6 on");
  },
);

describe.each(otherBinaries("bun"))("Bun $version", ({ path }) => {
  const BUN_CLIENTS = ["undici.request", "undici.fetch", "ws", "fetch of bun", "bare TLSSocket"];

  test.skipIf(path === undefined)("register stops the program", async () => {
    const before = ["--preload", "@tlspin/bun/register"];
    const outcome = await run({ node: path ?? "", program: "say.cjs", before });
    expect([outcome.code, outcome.lines]).toEqual([1, []]);
    expect(outcome.stderr).toContain("register cannot pin a program in Bun");
  });

  test.skipIf(path === undefined)(
    "for clients of it dial past whatever is loaded first",
    async () => {
      const name = "rogue https";
      for (const client of BUN_CLIENTS) {
        await servers.reset();
        await run({
          node: path ?? "",
          program: "bun-escapes.mjs",
          before: ["--preload", "./programs/bun-refuses.mjs"],
          orders: { client, port: servers.port(name) },
          env: { NODE_EXTRA_CA_CERTS: cast.roots },
        });
        expect((await servers.counts(name)).bytes, client).toBeGreaterThan(0);
      }
    },
  );

  test.skipIf(path === undefined)("which refuses those that it reaches", async () => {
    for (const client of ["fetch", "https"]) {
      await servers.reset();
      await run({
        node: path ?? "",
        program: "bun-escapes.mjs",
        before: ["--preload", "./programs/bun-refuses.mjs"],
        orders: { client, port: servers.port("rogue https") },
        env: { NODE_EXTRA_CA_CERTS: cast.roots },
      });
      expect((await servers.counts("rogue https")).bytes, client).toBe(0);
    }
  });
});

function namesOf(lines: Outcome["lines"]): readonly string[] {
  return lines.map(({ client }) => client).toSorted();
}

/** The clients of which no byte came. */
async function silentOnes(role: string): Promise<readonly string[]> {
  const counts = await Promise.all(
    ALL.map(async (name) => ({ name, ...(await servers.counts(`${role} ${name}`)) })),
  );
  return counts.filter(({ bytes }) => bytes === 0).map(({ name }) => name);
}

const PRELOAD = ["--preload", "./programs/deno-preload.mjs"];
