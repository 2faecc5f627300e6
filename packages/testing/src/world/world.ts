import type { LookupFunction } from "node:net";

import type { Identity } from "../server-spec.ts";
import { startServers } from "../servers.ts";
import type { Servers, ServersOptions } from "../servers.ts";
import { forgeWorldIn } from "./forged-world.ts";
import type { ForgedWorld, PinName } from "./forged-world.ts";
import type { PeerSpec } from "./peers.ts";

/** A PKI and all the servers, honest and hostile, that the contract suite needs. */
export interface World {
  readonly servers: Servers;
  /** The pins of the cast: `sha256/…=` of each one's key, and of the leaf's whole certificate. */
  readonly pins: Readonly<Record<PinName, string>>;
  /** The identity with which a client may introduce itself. */
  readonly client: Identity;
  /** Where a server is, and which roots its clients trust. */
  peer(name: string): Peer;
  /** Who a server says it is, for another to say so too. */
  identityOf(name: string): Identity;
  /** Resolves every name to this machine. */
  readonly lookup: LookupFunction;
  close(): Promise<void>;
}

export interface Peer {
  readonly name: string;
  readonly port: number;
  readonly ca: readonly string[];
}

export interface WorldOptions extends ServersOptions {
  /** A world that was forged before. Default: a new one. */
  readonly forged?: ForgedWorld;
}

/** Forges the cast and starts its servers. Close it when done. */
export async function startWorld(options: WorldOptions = {}): Promise<World> {
  const { peers, pins, client } = options.forged ?? (await forgeWorldIn(options.node));
  const servers = await startServers(
    peers.map(({ server }) => server),
    options,
  );
  const trust = new Map(peers.map(({ server, ca }) => [server.name, ca]));
  return {
    servers,
    pins,
    client,
    peer: (name) => ({ name, port: servers.port(name), ca: trust.get(name) ?? [] }),
    identityOf: (name) => identityIn(peers, name),
    lookup: lookUpHere,
    close: () => servers.close(),
  };
}

function identityIn(peers: readonly PeerSpec[], name: string): Identity {
  const { cert, key } = peers.find(({ server }) => server.name === name)?.server.tls ?? {};
  if (cert === undefined || key === undefined) throw new Error(`${name} has no certificate`);
  return { cert, key };
}

const lookUpHere: LookupFunction = (_hostname, options, callback) => {
  if (options.all === true) callback(null, [{ address: "127.0.0.1", family: 4 }]);
  else callback(null, "127.0.0.1", 4);
};
