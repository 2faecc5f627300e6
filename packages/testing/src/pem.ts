/** Spells DER as PEM (RFC 7468). */
export function pemOf(label: PemLabel, der: Uint8Array): string {
  const base64 = btoa(Array.from(der, (byte) => String.fromCharCode(byte)).join(""));
  const lines = base64.match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ""].join("\n");
}

export type PemLabel = "CERTIFICATE" | "PRIVATE KEY";
