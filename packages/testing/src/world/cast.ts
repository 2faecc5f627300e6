import { forgeRoot, forgeSelfSigned } from "../forge.ts";
import type { ForgedCa, ForgedParty } from "../forge.ts";
import { HOSTS } from "./hosts.ts";
import { forgeRareCas } from "./rare-cas.ts";
import type { RareCas } from "./rare-cas.ts";

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
  /** Rogue too: `*.example.com`, and no other name. */
  readonly rogueWildcard: ForgedParty;
  /** Rogue too, and only of a host that nobody pins. */
  readonly rogueOther: ForgedParty;
  /** A certificate of the genuine CA that is not canonical DER. */
  readonly malformedLeaf: ForgedParty;
  /** Genuine CAs of keys that are rarely seen. */
  readonly rareCas: RareCas;
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
    rogueLeaf: await rogueRoot.issueLeaf({ hosts: [...HOSTS, ...WILDCARDS] }),
    rogueWildcard: await rogueRoot.issueLeaf({ hosts: ["*.example.com"] }),
    rogueOther: await rogueRoot.issueLeaf({ hosts: ["other.example.com"] }),
    malformedLeaf: await issuing.issueLeaf({ hosts: HOSTS, rewrite: withOddBoolean }),
    rareCas: await forgeRareCas(root),
    client: await root.issueLeaf({ hosts: [], name: "client 1", purposes: ["clientAuth"] }),
  };
}

/** DER writes TRUE as 0xff (X.690 §11.1); BER takes anything but 0. Here: keyUsage is critical. */
function withOddBoolean(tbs: Uint8Array): Uint8Array {
  const at = Buffer.from(tbs).indexOf(CRITICAL_KEY_USAGE);
  if (at < 0) throw new Error("there is no critical keyUsage to rewrite");
  return tbs.with(at + CRITICAL_KEY_USAGE.length - 1, 0x01);
}

const WILDCARDS = ["*.example.com", "*.api.example.com"];

// The extension's OID 2.5.29.15 and its BOOLEAN TRUE.
const CRITICAL_KEY_USAGE = Uint8Array.of(0x06, 0x03, 0x55, 0x1d, 0x0f, 0x01, 0x01, 0xff);
