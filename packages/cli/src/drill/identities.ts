import { detailsOf, parseCertificate } from "@tlspin/core";
import { type ForgedCa, type ForgedParty, forgeRoot, type Identity } from "@tlspin/testing";

import { pemOf } from "../pem-text.ts";
import type { PinnedCa, PinnedKey } from "./backup-keys.ts";
import type { Target } from "./targets.ts";

/** Who plays the servers of a drill. Everything is forged anew for each. */
export interface Cast {
  /** What an intercepting proxy or a CA that erred looks like: trusted, and not the policy's. */
  readonly rogueRoot: ForgedCa;
  /** Vouches for the pinned keys that the drill was given. */
  readonly drillRoot: ForgedCa;
}

/** Forges the two CAs. The program is made to trust both. */
export async function forgeCast(): Promise<Cast> {
  return {
    rogueRoot: await forgeRoot({ name: "tlspin drill: rogue CA" }),
    drillRoot: await forgeRoot({ name: "tlspin drill: CA for pinned keys" }),
  };
}

/** Another key, under a trusted CA. */
export async function wrongKey({ rogueRoot }: Cast, { names }: Target): Promise<Identity> {
  return servedBy(await rogueRoot.issueLeaf({ hosts: names }), []);
}

/**
 * Another key, under a trusted root that bears the pinned CA's name, with the genuine CA's certificate
 * beside it. The runtime goes by the root; code that looks for a pin "in the chain" finds the other
 * (the CVE-2016-2402 class; on Node.js a CA that is merely appended fools nobody).
 */
export async function appendedCa(
  { names }: Target,
  genuine: PinnedCa,
): Promise<{ readonly identity: Identity; readonly trusted: string }> {
  const { subject, commonNames, keyAlgorithm } = detailsOf(parseCertificate(genuine.der));
  const impostor = await forgeRoot({
    name: commonNames[0] ?? "CA",
    nameDer: Uint8Array.from(Buffer.from(subject.hex, "hex")),
    // OpenSSL links no signature to a key of another kind.
    key: keyAlgorithm.type === "rsa" ? "RSA-2048" : "P-256",
  });
  const leaf = await impostor.issueLeaf({ hosts: names, authorityKeyId: false });
  const identity = servedBy(leaf, [pemOf("CERTIFICATE", genuine.der)]);
  return { identity, trusted: impostor.pem };
}

/** How the certificate of a pinned key is to be wrong. */
export type Flaw = "none" | "expired" | "wrong-host";

/** A pinned key under a trusted CA. */
export async function pinnedKey(
  { drillRoot }: Cast,
  { names }: Target,
  { pinned, flaw }: { readonly pinned: PinnedKey; readonly flaw: Flaw },
): Promise<Identity> {
  const options = {
    hosts: flaw === "wrong-host" ? ["wrong-host.invalid"] : names,
    ...(flaw === "expired" ? { notBefore: new Date("2020-01-01"), notAfter: EXPIRED } : {}),
  };
  if (pinned.at === "leaf") {
    return servedBy(await drillRoot.issueLeaf({ ...options, key: pinned.key }), []);
  }
  const ca = await drillRoot.issueCa({ name: "tlspin drill: pinned CA", key: pinned.key });
  return servedBy(await ca.issueLeaf(options), [ca.pem]);
}

function servedBy(leaf: ForgedParty, behind: readonly string[]): Identity {
  return { cert: [leaf.pem, ...behind].join(""), key: leaf.keyPem };
}

const EXPIRED = new Date("2021-01-01");
