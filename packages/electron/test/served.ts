import { X509Certificate } from "node:crypto";

import type { Served } from "./chromium.ts";

/** The certificates of a PEM text, as the double takes them. */
export function servedIn(pem: string): readonly Served[] {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  return blocks.map((block) => ({
    pem: `${block}\n`,
    certificate: new Uint8Array(new X509Certificate(block).raw),
  }));
}
