import type { SignatureAnswer, SignatureCheck } from "@tlspin/core";
import { verifySignature } from "@tlspin/tls";

/**
 * Checks one signature. Of some curves Deno calls genuine signatures wrong (P-521 with SHA-256,
 * secp256k1 with a large s) where it should say that it cannot tell, so that its "wrong" counts for
 * nothing there.
 */
export function verifyInDeno(check: SignatureCheck): SignatureAnswer {
  const answer = verifySignature(check);
  return answer === "invalid" && isOfDoubtfulCurve(check.issuerSpki) ? "unsupported" : answer;
}

/** The curve's name stands in the first few octets of an SPKI, before the key (RFC 5480 §2). */
function isOfDoubtfulCurve(spki: Uint8Array): boolean {
  const head = Buffer.from(spki.subarray(0, LONGEST_HEAD));
  return DOUBTFUL.some((curve) => head.includes(curve));
}

// 1.3.132.0.35 (secp521r1) and 1.3.132.0.10 (secp256k1), in DER.
const DOUBTFUL: readonly Buffer[] = [35, 10].map((last) =>
  Buffer.of(0x06, 0x05, 0x2b, 0x81, 0x04, 0x00, last),
);

const LONGEST_HEAD = 32;
