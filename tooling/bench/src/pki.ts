import { forgeKey, forgeRoot, type Identity, type KeyType } from "@tlspin/testing";

/** A host's PKI: a root, a CA that issues, and one server key in many certificates. */
export interface BenchPki {
  readonly key: KeyType;
  /** The root (PEM), which the client trusts. */
  readonly ca: string;
  /** What each server shows: a leaf of its own, all of one key, and the CA. */
  readonly identities: readonly Identity[];
  /** The chain of the first server, root included (DER, base64). */
  readonly chain: readonly string[];
}

/** Forges it, with keys of one kind from root to leaf. */
export async function forgeBenchPki(type: KeyType, certificates: number): Promise<BenchPki> {
  const root = await forgeRoot({ name: "Example Root", key: type });
  const issuing = await root.issueCa({ name: "Example Issuing CA 3", key: type });
  const key = await forgeKey(type);
  const leaves = await Promise.all(
    Array.from({ length: certificates }, () => issuing.issueLeaf({ hosts: [HOST], key })),
  );
  return {
    key: type,
    ca: root.pem,
    identities: leaves.map(({ pem, keyPem }) => ({ cert: pem + issuing.pem, key: keyPem })),
    chain: [...leaves.slice(0, 1), issuing, root].map(({ certificate }) =>
      Buffer.from(certificate).toString("base64"),
    ),
  };
}

/** The host that all of it is about. */
export const HOST = "api.example.com";
