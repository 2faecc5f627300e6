import { spawnSync } from "node:child_process";

import { nodeBinaries } from "@tlspin-tooling/runtimes/node-binaries";
import { forgeSelfSigned, type Servers, startServers } from "@tlspin/testing";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { type Cast, forgeCast } from "../src/cast.ts";
import { type Outcome, REGISTER, run } from "../src/run.ts";

const hasCurl = spawnSync("curl", ["--version"]).status === 0;
if (!hasCurl) console.warn("SKIPPED: what other programs do needs curl on the PATH");

let cast: Cast;
let servers: Servers;

beforeAll(async () => {
  cast = await forgeCast();
  const { pem, keyPem } = await forgeSelfSigned({ hosts: ["localhost", "127.0.0.1"] });
  servers = await startServers([
    { name: "genuine", protocol: "http", tls: cast.genuine },
    { name: "rogue", protocol: "http", tls: cast.rogue },
    { name: "nobody's", protocol: "http", tls: { cert: pem, key: keyPem } },
    { name: "clear", protocol: "echo" },
    {
      name: "renegotiating",
      protocol: "echo",
      tls: { ...cast.genuine, maxVersion: "TLSv1.2", renegotiates: cast.rogue },
    },
  ]);
});
beforeEach(() => servers.reset());
afterAll(async () => {
  await servers.close();
  await cast.close();
});

describe("register does not reach, as its documentation says", () => {
  test.skipIf(!hasCurl)("another program (skipped without curl)", async () => {
    await reach({ what: "curl" });
    expect(await bytesAt("rogue")).toBeGreaterThan(0);
  });

  test("a native add-on with a TLS of its own", async () => {
    await reach({ what: "a native add-on" });
    expect(await bytesAt("rogue")).toBeGreaterThan(0);
  });

  test("a host that is dialled by its address, unless the address is listed", async () => {
    await reach({ what: "https", host: "127.0.0.1" });
    expect(await bytesAt("rogue")).toBeGreaterThan(0);
    await servers.reset();
    await reach({ what: "https", host: "127.0.0.1", policy: await policyOf({ address: true }) });
    expect(await bytesAt("rogue")).toBe(0);
  });

  test("or unless the policy rejects what it does not list", async () => {
    const policy = await policyOf({ changes: { unlistedHosts: "reject" } });
    await reach({ what: "https", host: "127.0.0.1", policy });
    expect(await bytesAt("rogue")).toBe(0);
  });

  test("a protocol that goes on in clear and is no HTTP", async () => {
    await reach({ what: "in clear, not HTTP" });
    expect(await bytesAt("clear")).toBeGreaterThan(0);
  });

  test.each(nodeBinaries())("QUIC, which Node.js $version does not have", async ({ path }) => {
    if (path === undefined) return;
    const before = [...REGISTER, "--experimental-quic"];
    const { lines, stderr } = await reach({ what: "QUIC", before, node: path });
    // Before 26, not even the option is known.
    if (lines.length === 0) expect(stderr).toContain("bad option");
    else expect(lines).toMatchObject([{ code: "ERR_UNKNOWN_BUILTIN_MODULE" }]);
  });
});

describe("while a host is enforced, a peer that ordinary validation does not accept is refused", () => {
  test("where it was switched off, on a host that nobody lists", async () => {
    const how = { what: "https, switched off", host: "127.0.0.1", role: "nobody's" };
    await reach({ ...how, before: [] });
    expect(await bytesAt("nobody's"), "without register").toBeGreaterThan(0);
    await servers.reset();
    const { lines } = await reach(how);
    expect(lines).toMatchObject([{ delivered: false, pinned: true }]);
    expect(await bytesAt("nobody's")).toBe(0);
  });

  test("and where no host is, it is let alone", async () => {
    const policy = await policyOf({ rule: { mode: "report-only" } });
    await reach({ what: "https, switched off", host: "127.0.0.1", role: "nobody's", policy });
    expect(await bytesAt("nobody's")).toBeGreaterThan(0);
  });
});

test.each(nodeBinaries())(
  "renegotiated-certificate: in Node.js $version a proven server that shows another is cut off",
  async ({ path }) => {
    if (path === undefined) return;
    const how = { what: "words", role: "renegotiating", node: path };
    expect((await reach({ ...how, before: [] })).lines).toMatchObject([{ delivered: true }]);
    expect(await bytesAt("renegotiating")).toBe(40);
    await servers.reset();
    expect((await reach(how)).lines).toMatchObject([{ delivered: false, pinned: true }]);
    // What was sent before, to the server with the pinned key.
    expect(await bytesAt("renegotiating")).toBeLessThan(20);
  },
);

test("a rule that only reports lets a wrong key through, and says so once", async () => {
  const policy = await policyOf({ rule: { mode: "report-only" } });
  const { stderr } = await reach({ what: "https", policy });
  expect(await bytesAt("rogue")).toBeGreaterThan(0);
  expect(stderr).toContain("tlspin: localhost only reported by ");
  expect(stderr.split("enforce would reject: no-pin-matched")).toHaveLength(2);
});

test("pins that have expired refuse", async () => {
  const policy = await policyOf({ rule: { expires: "2020-01-01" } });
  const { stderr } = await reach({ what: "https", role: "genuine", policy });
  expect(await bytesAt("genuine")).toBe(0);
  expect(stderr).toContain("localhost: the pins have expired");
});

interface Reach {
  readonly what: string;
  readonly host?: string;
  readonly role?: string;
  readonly policy?: string;
  readonly before?: readonly string[];
  readonly node?: string;
}

async function reach({
  what,
  host = "localhost",
  role = "rogue",
  ...how
}: Reach): Promise<Outcome> {
  const { before = REGISTER, node = process.execPath } = how;
  const [port, clear] = [servers.port(role), servers.port("clear")];
  const orders = { what, host, port, clear, roots: cast.roots };
  const env = {
    NODE_EXTRA_CA_CERTS: cast.roots,
    TLSPIN_POLICY: how.policy ?? (await policyOf({})),
  };
  return run({ node, program: "reach.mjs", before, orders, env });
}

interface Changes {
  readonly rule?: object;
  readonly changes?: object;
  /** Whether the address has a rule, too. */
  readonly address?: boolean;
}

async function policyOf({ rule = {}, changes = {}, address = false }: Changes): Promise<string> {
  const own = { ...cast.rule, ...rule };
  const hosts = [own, ...(address ? [{ ...own, host: "127.0.0.1" }] : [])];
  return cast.policy("reach.json", { hosts, ...changes });
}

async function bytesAt(name: string): Promise<number> {
  return (await servers.counts(name)).bytes;
}
