import { sign } from "node:crypto";

import type { ForgedKey } from "../forge-key.ts";
import { forgeRoot, issuerOf } from "../forge.ts";
import type { CertificateOptions } from "../forge.ts";
import type { Cast } from "./cast.ts";
import { HOSTS } from "./hosts.ts";
import { servedBy } from "./identity.ts";
import type { TrustedIdentity } from "./identity.ts";

/**
 * Chains of a root that the client trusts and that the pinned CA seems to have certified too, by a
 * certificate that proves nothing. The runtime goes by the root and never looks at it.
 */
export async function forgeCrossCertifiedChains(
  cast: Cast,
): Promise<Readonly<Record<string, TrustedIdentity>>> {
  const critical = { oid: "1.3.6.1.4.1.99999.1", critical: true, value: Uint8Array.of(5, 0) };
  return {
    // Whoever can collide a hash (SHAttered) moves a genuine signature onto a certificate of theirs.
    "sha1-link": await crossCertified(cast, { signature: "rsa-pkcs1-sha1" }),
    "md5-link": await crossCertified(signingWithMd5(cast), { signature: "rsa-pkcs1-md5" }),
    "mismatched-link": await crossCertified(cast, { innerSignature: "rsa-pkcs1-sha512" }),
    "critical-link": await crossCertified(cast, { extensions: [critical] }),
  };
}

// The genuine CA's key in the hands of node:crypto, because WebCrypto does not know MD5.
function signingWithMd5({ root, issuing }: Cast): Issuers {
  const key: ForgedKey = {
    ...issuing.key,
    sign: async (bytes) => new Uint8Array(sign("md5", bytes, issuing.keyPem)),
  };
  return { root, issuing: issuerOf({ ...issuing, key }) };
}

type Issuers = Pick<Cast, "root" | "issuing">;

async function crossCertified(
  { root, issuing }: Issuers,
  unsound: CertificateOptions,
): Promise<TrustedIdentity> {
  const other = await forgeRoot({ name: "Other Root" });
  const cross = await issuing.issueCa({ name: other.name, key: other.key, ...unsound });
  const leaf = await other.issueLeaf({ hosts: HOSTS });
  return servedBy(leaf, [cross, issuing], [root, other]);
}
