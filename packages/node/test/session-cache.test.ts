import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { connect, type TLSSocket } from "node:tls";

import { parseCertificate, pinOf, type SpkiPin } from "@tlspin/core";
import {
  forgeRoot,
  type ForgedParty,
  type Identity,
  type Servers,
  startServers,
} from "@tlspin/testing";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { createPinning } from "../src/create-pinning.ts";

const HOST = "api.example.com";

// Why sessions are not resumed, although that would halve the CPU of a new connection: the best cache
// that can be written is fooled. It resumes a session only under the policy, for the host, before the
// expiry and on the verdict of the full handshake that made it.
describe("session-cache-bound-to-verdict", () => {
  let servers: Servers;
  let ca: string;
  let pin: SpkiPin;
  let other: Identity;
  let genuine: Identity;

  beforeAll(async () => {
    const root = await forgeRoot({ name: "Example Root" });
    const leaf = await root.issueLeaf({ hosts: [HOST] });
    ca = root.pem;
    pin = pinOf(leaf.spki);
    genuine = identityOf(leaf);
    other = identityOf(await root.issueLeaf({ hosts: [HOST] }));
    const ticketKeys = randomBytes(48).toString("hex");
    servers = await startServers([
      { name: "genuine", protocol: "echo", tls: { ...genuine, ticketKeys } },
      { name: "sharer", protocol: "echo", tls: { ...other, ticketKeys } },
      { name: "stranger", protocol: "echo", tls: other },
    ]);
  });
  afterAll(() => servers.close());
  beforeEach(async () => {
    await servers.swap("genuine", genuine);
    await servers.fresh();
  });

  test("lets a server with another key in, where it shares the ticket keys of the pinned one", async () => {
    const cache = boundCache();
    await cache.send("genuine", 1);
    await expect(cache.send("stranger", 1)).rejects.toThrow("not pinned");
    await cache.send("sharer", 1);
    await expectFooled("sharer");

    await expectRefused("sharer");
  });

  test("goes on with a server that has taken another key, which nobody pinned", async () => {
    const cache = boundCache();
    const pinning = pinned();
    await cache.send("genuine", 1);
    await sendThrough(pinning, "genuine");
    await servers.swap("genuine", other);
    await servers.fresh();
    await cache.send("genuine", 1);
    await expectFooled("genuine");

    await servers.fresh();
    await expect(sendThrough(pinning, "genuine")).rejects.toThrow("ERR_TLSPIN_PEER_REJECTED");
    expect(await servers.settled("genuine")).toMatchObject({ bytes: 0, resumed: 0 });
    pinning.close();
  });

  test("is not fooled by a ticket of another generation of the policy, which it can see", async () => {
    const cache = boundCache();
    await cache.send("genuine", 1);
    await servers.fresh();
    await expect(cache.send("sharer", 2)).rejects.toThrow("not pinned");
    expect(await servers.settled("sharer")).toMatchObject({ bytes: 0, resumed: 0 });
  });

  /** A cache as careful as a client can make it. */
  function boundCache() {
    const kept = new Map<string, Buffer>();
    return {
      send: async (server: string, generation: number): Promise<void> => {
        const key = `${generation} ${HOST}`;
        const socket = dial(server, kept.get(key));
        socket.on("session", (session) => void kept.set(key, session));
        await secured(socket);
        const { raw } = socket.getPeerCertificate();
        const shown = socket.isSessionReused() ? pin : pinOf(parseCertificate(raw).spki);
        if (shown === pin) await echo(socket);
        socket.destroy();
        if (shown !== pin) throw new Error("not pinned");
      },
    };
  }

  function dial(server: string, session: Buffer | undefined): TLSSocket {
    const options = { host: "127.0.0.1", port: servers.port(server), servername: HOST, ca };
    return connect(session === undefined ? options : { ...options, session });
  }

  async function expectFooled(server: string): Promise<void> {
    const { bytes, resumed } = await servers.settled(server);
    expect([bytes, resumed]).toEqual(["secret".length, 1]);
  }

  async function expectRefused(server: string): Promise<void> {
    await servers.fresh();
    const pinning = pinned();
    await sendThrough(pinning, "genuine");
    await expect(sendThrough(pinning, server)).rejects.toThrow("ERR_TLSPIN_PEER_REJECTED");
    expect(await servers.settled(server)).toMatchObject({ bytes: 0, resumed: 0, connections: 1 });
    pinning.close();
  }

  function pinned() {
    const hosts = [{ host: HOST, includeSubdomains: false, pins: [pin], backupPins: [BACKUP] }];
    return createPinning(
      { version: 1, revision: 1, unlistedHosts: "reject", hosts },
      {
        tls: { ca, lookup: (_host, options, callback) => answer(options, callback) },
      },
    );
  }

  async function sendThrough(pinning: ReturnType<typeof pinned>, server: string): Promise<void> {
    const socket = await pinning.connect({ host: HOST, port: servers.port(server) });
    await echo(socket);
    socket.destroy();
  }
});

function identityOf({ pem, keyPem }: ForgedParty): Identity {
  return { cert: pem, key: keyPem };
}

function secured(socket: TLSSocket): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once("secureConnect", resolve);
    socket.once("error", reject);
  });
}

/** Tickets of TLS 1.3 come before the answer. */
function echo(socket: TLSSocket): Promise<unknown> {
  socket.write("secret");
  return once(socket, "data");
}

function answer(
  { all }: { readonly all?: boolean | undefined },
  callback: (
    error: null,
    address: string | { address: string; family: number }[],
    family?: number,
  ) => void,
): void {
  if (all === true) callback(null, [{ address: "127.0.0.1", family: 4 }]);
  else callback(null, "127.0.0.1", 4);
}

const BACKUP = "sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
