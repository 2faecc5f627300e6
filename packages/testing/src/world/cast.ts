import { forgeRoot, forgeSelfSigned } from "../forge.ts";
import type { ForgedCa, ForgedParty } from "../forge.ts";

/** Who plays: the genuine PKI, and a rogue one that the client trusts all the same. */
export interface Cast {
  readonly root: ForgedCa;
  /** The CA that issues for `api.example.com`: what a CA pin names. */
  readonly issuing: ForgedCa;
  /** The server's own key: what a leaf pin names. */
  readonly leaf: ForgedParty;
  /** The key that waits in the safe. */
  readonly backup: ForgedParty;
  /** A genuine server with an RSA key, for ciphers that need one. */
  readonly rsaLeaf: ForgedParty;
  /** The pinned key under the name of another host. */
  readonly wrongHost: ForgedParty;
  /** The pinned key in a certificate that no CA signed. */
  readonly selfSigned: ForgedParty;
  /** What a corporate proxy or a careless CA looks like: trusted by the client, and not ours. */
  readonly rogueRoot: ForgedCa;
  readonly rogueLeaf: ForgedParty;
  /** A client, for mutual TLS. */
  readonly client: ForgedParty;
}

/** Forges the cast. */
export async function forgeCast(): Promise<Cast> {
  const root = await forgeRoot({ name: "Example Root", key: "RSA-2048" });
  // RSA, because attacks need its old signature algorithms.
  const issuing = await root.issueCa({ name: "Example Issuing CA 3", key: "RSA-2048" });
  const rogueRoot = await forgeRoot({ name: "Rogue Root" });
  const leaf = await issuing.issueLeaf({ hosts: HOSTS });
  return {
    root,
    issuing,
    leaf,
    backup: await issuing.issueLeaf({ hosts: HOSTS }),
    rsaLeaf: await issuing.issueLeaf({ hosts: HOSTS, key: "RSA-2048" }),
    wrongHost: await issuing.issueLeaf({ hosts: ["www.example.org"], key: leaf.key }),
    selfSigned: await forgeSelfSigned({ hosts: HOSTS, key: leaf.key }),
    rogueRoot,
    rogueLeaf: await rogueRoot.issueLeaf({ hosts: [...HOSTS, "*.example.com"] }),
    client: await root.issueLeaf({ hosts: [], name: "client 1", purposes: ["clientAuth"] }),
  };
}

/** The hosts that the server certificates name. All of them are this machine. */
export const HOSTS: readonly string[] = [
  "api.example.com",
  "other.example.com",
  "proxy.example.com",
  "localhost",
  "127.0.0.1",
];
