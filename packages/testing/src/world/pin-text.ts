/**
 * Computes a pin with WebCrypto. Not with the code under test: a mistake there must not be on both
 * sides of a comparison.
 */
export async function pinTextOf(bytes: Uint8Array): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", Uint8Array.from(bytes));
  const binary = Array.from(new Uint8Array(digest), (byte) => String.fromCharCode(byte)).join("");
  return `sha256/${btoa(binary)}`;
}
