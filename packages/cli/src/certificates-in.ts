import { CertificateError, parsePem, type PemBlock } from "@tlspin/core";

import { CommandError } from "./command-error.ts";
import type { Input } from "./read-input.ts";

/**
 * Gives the certificates (DER) of a chain file, in its order: every `CERTIFICATE` block of PEM, or the
 * one certificate that is DER. Whether they are well-formed is the verdict's business.
 *
 * @throws {CommandError} It is damaged PEM, or PEM without a certificate.
 */
export function certificatesIn({ name, bytes }: Input): readonly Uint8Array[] {
  const text = Buffer.from(bytes).toString("latin1");
  if (!text.includes("-----BEGIN")) return [bytes];
  const ders = blocksOf(name, text).filter(({ label }) => label === "CERTIFICATE");
  if (ders.length === 0) throw noCertificate(`${name}: it holds no certificate`);
  return ders.map(({ der }) => der);
}

function blocksOf(name: string, text: string): readonly PemBlock[] {
  try {
    return parsePem(text);
  } catch (error) {
    if (error instanceof CertificateError) throw noCertificate(`${name}: ${error.message}`);
    throw error;
  }
}

function noCertificate(message: string): CommandError {
  return new CommandError(message.replace(/ \[ERR_TLSPIN_[A-Z]+\]$/, ""), {
    exitCode: 2,
    code: "no-certificate",
    hint: "give it certificates in PEM, or one in DER",
  });
}
