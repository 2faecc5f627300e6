import { type ForgedParty, forgeRoot, type Identity } from "@tlspin/testing";

import type { AttackerName } from "./story.ts";

/** Who plays. Everything is forged anew for each run. */
export interface Cast {
  readonly api: Identity;
  readonly backup: Identity;
  readonly attackers: Readonly<Record<AttackerName, Identity>>;
  readonly pins: Readonly<Record<PinName, string>>;
  /** The root of the genuine API (PEM). */
  readonly root: string;
  /** What the clients trust (PEM): the genuine root, and the attackers'. */
  readonly trusted: readonly string[];
}

export type PinName = "leaf" | "backup" | "issuing" | "nextIssuing";

/** Forges the genuine PKI, and two rogue ones that the clients trust all the same. */
export async function forgeCast(): Promise<Cast> {
  const root = await forgeRoot({ name: "Example Root" });
  const issuing = await root.issueCa({ name: "Example CA 3" });
  const nextIssuing = await root.issueCa({ name: "Example CA 4" });
  const leaf = await issuing.issueLeaf({ hosts: HOSTS });
  const backup = await issuing.issueLeaf({ hosts: HOSTS });

  const rogue = await forgeRoot({ name: "Careless CA" });
  const rogueLeaf = await rogue.issueLeaf({ hosts: HOSTS });
  // Its leaf names no issuer's key, so that whoever looks for the issuer goes by the name alone.
  const sameName = await forgeRoot({ name: issuing.name });
  const sameNameLeaf = await sameName.issueLeaf({ hosts: HOSTS, authorityKeyId: false });
  return {
    api: identityOf(leaf, issuing),
    backup: identityOf(backup, issuing),
    attackers: {
      "man in the middle": identityOf(rogueLeaf, rogue),
      "same-name CA": identityOf(sameNameLeaf, issuing),
    },
    pins: {
      leaf: await pinOf(leaf),
      backup: await pinOf(backup),
      issuing: await pinOf(issuing),
      nextIssuing: await pinOf(nextIssuing),
    },
    root: root.pem,
    trusted: [root, rogue, sameName].map(({ pem }) => pem),
  };
}

function identityOf(leaf: ForgedParty, behind: ForgedParty): Identity {
  return { cert: leaf.pem + behind.pem, key: leaf.keyPem };
}

async function pinOf({ spki }: ForgedParty): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", Uint8Array.from(spki));
  return `sha256/${Buffer.from(digest).toString("base64")}`;
}

/** The name of the API. In every process of the demo it is this machine. */
export const HOST = "api.example.com";

const HOSTS = [HOST];
