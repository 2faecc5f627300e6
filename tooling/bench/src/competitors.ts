// What @peculiar/x509 demands before it is loaded.
// oxlint-disable-next-line import/no-unassigned-import
import "reflect-metadata";
import { createHash, hash, X509Certificate } from "node:crypto";

import { X509Certificate as PeculiarCertificate } from "@peculiar/x509";
import { parseCertificate, pinOf } from "@tlspin/core";
import forge from "node-forge";
import { Certificate } from "pkijs";

/** Ways to the pin of a certificate's key, each as its documentation leads to it. */
export const COMPETITORS = {
  tlspin: (der: Uint8Array) => pinOf(parseCertificate(der).spki),
  "X509Certificate, createHash": (der: Uint8Array) =>
    sha256(new X509Certificate(der).publicKey.export({ type: "spki", format: "der" })),
  "@peculiar/x509": (der: Uint8Array) =>
    sha256(new Uint8Array(new PeculiarCertificate(der).publicKey.rawData)),
  "node-forge (ASN.1 only)": (der: Uint8Array) => forgePinOf(der),
  "pkijs, encoded again": (der: Uint8Array) =>
    sha256(new Uint8Array(Certificate.fromBER(der).subjectPublicKeyInfo.toSchema().toBER(false))),
} as const satisfies Readonly<Record<string, (der: Uint8Array) => string>>;

/** What no program can be faster than: the bytes are known, and the runtime hashes them. */
export function limit(spki: Uint8Array): string {
  return `sha256/${hash("sha256", spki, "base64")}`;
}

// Its certificates know RSA keys only.
function forgePinOf(der: Uint8Array): string {
  const certificate = forge.asn1.fromDer(
    forge.util.createBuffer(Buffer.from(der).toString("binary")),
  );
  const spki = childOf(childOf(certificate, 0), 6);
  return sha256(Buffer.from(forge.asn1.toDer(spki).getBytes(), "binary"));
}

function childOf({ value }: forge.asn1.Asn1, index: number): forge.asn1.Asn1 {
  const child = typeof value === "string" ? undefined : value[index];
  if (child === undefined) throw new Error("this is no certificate");
  return child;
}

function sha256(bytes: Uint8Array): string {
  return `sha256/${createHash("sha256").update(bytes).digest("base64")}`;
}
