import { nodeBinaries } from "@tlspin-tooling/runtimes/node-binaries";
import { type ServerCounts, type Servers, startServers } from "@tlspin/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { type Cast, forgeCast } from "../src/cast.ts";
import { mysqlFront } from "../src/mysql-front.ts";
import { type Outcome, REGISTER, run } from "../src/run.ts";

const SECURE = [
  "fetch",
  "a fetch that is redirected",
  "global WebSocket",
  "https",
  "https, switched off",
  "https, own agent",
  "https, kept alive and resumed",
  "https through a proxy",
  "http2",
  "tls.connect, written at once",
  "bare TLSSocket",
  "undici.fetch",
  "undici.request",
  "undici, HTTP/2",
  "ws",
  "axios",
  "axios, fetch",
  "axios, HTTP/2",
  "superagent",
  "superagent, HTTP/2",
];
// The fake knows no query: with the right key, what these send arrives, and no answer comes.
const DATABASES = ["mysql2", "mysql2, switched off"];
const NAMELESS = ["bare TLSSocket, no name"];
const CLEAR = [
  "fetch in clear",
  "http in clear",
  "http2 in clear",
  "undici in clear",
  "axios in clear",
  "http in clear through a proxy",
  "net in clear",
];
const ALL = [...SECURE, ...DATABASES, ...NAMELESS, ...CLEAR];

const OTEL = ["--import", "./programs/open-telemetry.mjs"];
const PRELOADS = [
  { name: "after OpenTelemetry's instrumentation", before: [...OTEL, ...REGISTER] },
  { name: "before OpenTelemetry's instrumentation", before: [...REGISTER, ...OTEL] },
];

let cast: Cast;
let servers: Servers;
let policy: string;
const fronts: Record<string, { readonly port: number; close(): void }> = {};

beforeAll(async () => {
  cast = await forgeCast();
  policy = await cast.policy("pins.json");
  servers = await startServers([
    ...["genuine", "rogue"].flatMap((role) =>
      ALL.map((client) => ({
        name: `${role} ${client}`,
        protocol: DATABASES.includes(client) ? ("echo" as const) : ("any" as const),
        clear: true,
        tls: role === "genuine" ? cast.genuine : cast.rogue,
      })),
    ),
    { name: "proxy", protocol: "proxy" },
    { name: "redirector", protocol: "http" },
  ]);
  for (const role of ["genuine", "rogue"]) {
    for (const client of DATABASES) {
      const name = `${role} ${client}`;
      fronts[name] = await mysqlFront(servers.port(name));
    }
  }
});
afterAll(async () => {
  for (const front of Object.values(fronts)) front.close();
  await servers.close();
  await cast.close();
});

describe.each(nodeBinaries())("Node.js $version", ({ version, path }) => {
  const installed = path !== undefined;
  if (!installed) console.warn(`SKIPPED: Node.js ${version} is not installed`);

  describe.skipIf(!installed)("to a rogue server of a trusted CA", () => {
    test("each client without register sends bytes: the recorder is not blind", async () => {
      await servers.reset();
      const { lines } = await clients("rogue", []);
      expect(namesOf(lines)).toEqual(ALL.toSorted());
      for (const client of ALL) {
        expect((await countsOf("rogue", client)).bytes, client).toBeGreaterThan(0);
      }
    });

    test("no client sends a byte with register, and none that speaks TLS fails to dial", async () => {
      await servers.reset();
      const { lines, stderr } = await clients("rogue", REGISTER);
      expect(namesOf(lines)).toEqual(ALL.toSorted());
      for (const { client, delivered } of lines) {
        const { bytes, connections } = await countsOf("rogue", client);
        expect([bytes, delivered], client).toEqual([0, false]);
        if (!CLEAR.includes(client)) expect(connections, client).toBeGreaterThan(0);
      }
      expect(stderr).toContain(
        "localhost: no certificate that vouches for this host matches a pin",
      );
    });

    test.each(PRELOADS)("register $name: no client sends a byte", async ({ before }) => {
      await servers.reset();
      const { lines } = await clients("rogue", before);
      expect(namesOf(lines)).toEqual(ALL.toSorted());
      for (const client of ALL) expect((await countsOf("rogue", client)).bytes, client).toBe(0);
    });
  });

  describe.skipIf(!installed)("to the server with the pinned key", () => {
    test.each([{ name: "alone", before: REGISTER }, ...PRELOADS])(
      "register $name lets each client that speaks TLS and names its host deliver",
      async ({ before }) => {
        await servers.reset();
        const { lines } = await clients("genuine", before);
        expect(namesOf(lines.filter(({ delivered }) => delivered))).toEqual(SECURE.toSorted());
        for (const client of [...SECURE, ...DATABASES]) {
          expect((await countsOf("genuine", client)).bytes, client).toBeGreaterThan(0);
        }
        for (const client of [...NAMELESS, ...CLEAR]) {
          expect((await countsOf("genuine", client)).bytes, client).toBe(0);
        }
      },
    );
  });

  test.skipIf(!installed)(
    "with a CA pinned, the same clients deliver, and send no byte",
    async () => {
      const pins = await cast.policy("ca.json", { hosts: [cast.caRule] });
      await servers.reset();
      await clients("rogue", REGISTER, pins);
      for (const client of ALL) expect((await countsOf("rogue", client)).bytes, client).toBe(0);
      const { lines } = await clients("genuine", REGISTER, pins);
      expect(namesOf(lines.filter(({ delivered }) => delivered))).toEqual(SECURE.toSorted());
    },
  );

  function clients(role: string, before: readonly string[], pins = policy): Promise<Outcome> {
    const ports = Object.fromEntries(
      ALL.map((client) => {
        const name = `${role} ${client}`;
        return [client, fronts[name]?.port ?? servers.port(name)];
      }),
    );
    const proxy = `http://127.0.0.1:${servers.port("proxy")}`;
    const orders = { ports, proxy, redirector: servers.port("redirector") };
    const env = { NODE_EXTRA_CA_CERTS: cast.roots, TLSPIN_POLICY: pins };
    return run({ node: path ?? "", program: "clients.mjs", before, orders, env });
  }
});

function namesOf(lines: Outcome["lines"]): readonly string[] {
  return lines.map(({ client }) => client).toSorted();
}

function countsOf(role: string, client: string): Promise<ServerCounts> {
  return servers.counts(`${role} ${client}`);
}
