import { execFile } from "node:child_process";
import { promisify } from "node:util";

import { nodeEntry, nodePath } from "../node-entry.ts";
import type { Identity } from "../server-spec.ts";
import { forgeCast } from "./cast.ts";
import type { Cast } from "./cast.ts";
import { peersOf } from "./peers.ts";
import type { PeerSpec } from "./peers.ts";
import { pinTextOf } from "./pin-text.ts";

/** What is forged of a world. Plain data, so that several programs can play in the same one. */
export interface ForgedWorld {
  readonly peers: readonly PeerSpec[];
  readonly pins: Readonly<Record<PinName, string>>;
  readonly client: Identity;
}

export type PinName =
  | "leaf"
  | "rsaLeaf"
  | "backup"
  | "issuing"
  | "root"
  | "rogueLeaf"
  | "malformedLeaf"
  | "p521Ca"
  | "ed448Ca"
  | "leafCertificate";

/** Forges a world in a Node.js process, whatever runtime this is. */
export async function forgeWorldIn(node: string = nodePath()): Promise<ForgedWorld> {
  const { stdout } = await promisify(execFile)(node, [nodeEntry("forge-process")], {
    maxBuffer: MEGABYTES,
  });
  const forged: ForgedWorld = JSON.parse(stdout);
  return forged;
}

/** Forges a world here, which must be Node.js. */
export async function forgeWorld(): Promise<ForgedWorld> {
  const cast = await forgeCast();
  return {
    peers: await peersOf(cast),
    pins: await pinsOf(cast),
    client: { cert: cast.client.pem, key: cast.client.keyPem },
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
    malformedLeaf: await pinTextOf(cast.malformedLeaf.spki),
    p521Ca: await pinTextOf(cast.rareCas.p521.spki),
    ed448Ca: await pinTextOf(cast.rareCas.ed448.spki),
    leafCertificate: await pinTextOf(cast.leaf.certificate),
  };
}

const MEGABYTES = 16 * 1024 * 1024;
