/** Says in plain words why ordinary TLS validation refuses a chain, with the code that OpenSSL gives. */
export function refusalOf(code: string): string {
  const words = WORDS[code];
  return words === undefined ? code : `${words} (${code})`;
}

const UNKNOWN_CA = "no CA that is trusted here issued it";

const WORDS: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: "a certificate has expired",
  CERT_NOT_YET_VALID: "a certificate is not valid yet",
  CERT_REVOKED: "a certificate was revoked",
  CERT_SIGNATURE_FAILURE: "a signature in the chain is wrong",
  CERT_UNTRUSTED: UNKNOWN_CA,
  DEPTH_ZERO_SELF_SIGNED_CERT: "the server signed its certificate itself",
  INVALID_CA: "a certificate in the chain may not issue others",
  INVALID_PURPOSE: "the certificate is not made for servers",
  SELF_SIGNED_CERT_IN_CHAIN: "the root of the chain is not trusted here",
  UNABLE_TO_GET_ISSUER_CERT: UNKNOWN_CA,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNKNOWN_CA,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: `${UNKNOWN_CA}, or the server left an intermediate out`,
};
