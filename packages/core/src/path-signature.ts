import { equalBytes } from "./bytes.ts";
import { enter, Tag } from "./der.ts";
import { type KeyAlgorithm, keyAlgorithmOf } from "./key-algorithm.ts";
import type { PathNode } from "./path-node.ts";
import type { SignatureCheck } from "./path-search.ts";
import { type SignatureAlgorithm, signatureAlgorithmOf } from "./signature-algorithm.ts";

/**
 * The question whether an issuer's key made a certificate's signature, or `undefined` where no path may
 * use that signature: the port is then never asked, so that a huge key costs nothing.
 */
export function signatureCheckOf(child: PathNode, issuer: PathNode): SignatureCheck | undefined {
  const { der } = child.certificate;
  const { fields } = child;
  const inner = der.subarray(fields.innerAlgorithm, fields.issuer);
  const outer = der.subarray(fields.outerAlgorithm, fields.signature);
  const algorithm = equalBytes(inner, outer) ? signatureAlgorithmOf(outer) : undefined;
  const bits = enter({ der, at: fields.signature, end: der.length }, Tag.bitString);
  if (algorithm === undefined || der[bits.at] !== 0) return undefined;

  const issuerSpki = issuer.certificate.spki;
  if (!fits(algorithm, issuerSpki)) return undefined;
  const signed = der.subarray(fields.tbs, fields.outerAlgorithm);
  return { algorithm, issuerSpki, signed, signature: der.subarray(bits.at + 1) };
}

function fits(algorithm: SignatureAlgorithm, issuerSpki: Uint8Array): boolean {
  try {
    return isUsable(keyAlgorithmOf(issuerSpki), algorithm);
  } catch {
    return false;
  }
}

/** The key is of the algorithm's type, and RSA is neither weak nor so large that it takes a second. */
function isUsable(key: KeyAlgorithm, algorithm: SignatureAlgorithm): boolean {
  if (key.type === "rsa" || key.type === "rsa-pss") {
    return algorithm.startsWith(`${key.type}-`) && isRsaSize(key.bits);
  }
  return key.type === "ec" ? algorithm.startsWith("ecdsa-") : algorithm === key.type;
}

function isRsaSize(bits: number): boolean {
  return bits >= 2048 && bits <= 8192;
}
