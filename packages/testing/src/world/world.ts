import type { LookupFunction } from "node:net";

import type { Identity } from "../server-spec.ts";
import { startServers } from "../servers.ts";
import type { Servers, ServersOptions } from "../servers.ts";
import { forgeCast } from "./cast.ts";
import type { Cast } from "./cast.ts";
import { peersOf } from "./peers.ts";
import { pinTextOf } from "./pin-text.ts";

/** A PKI and all the servers, honest and hostile, that the contract suite needs. */
export interface World {
  readonly servers: Servers;
  /** The pins of the cast: `sha256/…=` of each one's key, and of the leaf's whole certificate. */
  readonly pins: Readonly<Record<PinName, string>>;
  /** The identity with which a client may introduce itself. */
  readonly client: Identity;
  /** Where a server is, and which roots its clients trust. */
  peer(name: string): Peer;
  /** Resolves every name to this machine. */
  readonly lookup: LookupFunction;
  close(): Promise<void>;
}

export interface Peer {
  readonly name: string;
  readonly port: number;
  readonly ca: readonly string[];
}

export type PinName =
  | "leaf"
  | "rsaLeaf"
  | "backup"
  | "issuing"
  | "root"
  | "rogueLeaf"
  | "leafCertificate";

/** Forges the cast and starts its servers. Close it when done. */
export async function startWorld(options: ServersOptions = {}): Promise<World> {
  const cast = await forgeCast();
  const peers = await peersOf(cast);
  const servers = await startServers(
    peers.map(({ server }) => server),
    options,
  );
  const trust = new Map(peers.map(({ server, ca }) => [server.name, ca]));
  return {
    servers,
    pins: await pinsOf(cast),
    client: { cert: cast.client.pem, key: cast.client.keyPem },
    peer: (name) => ({ name, port: servers.port(name), ca: trust.get(name) ?? [] }),
    lookup: lookUpHere,
    close: () => servers.close(),
  };
}

async function pinsOf(cast: Cast): Promise<Readonly<Record<PinName, string>>> {
  return {
    leaf: await pinTextOf(cast.leaf.spki),
    rsaLeaf: await pinTextOf(cast.rsaLeaf.spki),
    backup: await pinTextOf(cast.backup.spki),
    issuing: await pinTextOf(cast.issuing.spki),
    root: await pinTextOf(cast.root.spki),
    rogueLeaf: await pinTextOf(cast.rogueLeaf.spki),
    leafCertificate: await pinTextOf(cast.leaf.certificate),
  };
}

const lookUpHere: LookupFunction = (_hostname, options, callback) => {
  if (options.all === true) callback(null, [{ address: "127.0.0.1", family: 4 }]);
  else callback(null, "127.0.0.1", 4);
};
