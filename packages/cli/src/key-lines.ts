import type { KeyFiles } from "./key-files.ts";
import { paint } from "./paint.ts";

/** Shows which files a new key has. */
export function keyFileLines({
  keyPath,
  csrPath,
  keyType,
  encrypted,
  hosts,
}: KeyFiles): readonly string[] {
  return [
    keyPath,
    `  ${keyType} private key, ${encrypted ? "encrypted" : paint("yellow", "NOT encrypted")}, mode 0600`,
    csrPath,
    `  CSR for ${hosts.join(", ")}`,
  ];
}

/** Tells programs of a new key. The private half stays in its file. */
export function keyDocument({
  keyPath,
  csrPath,
  keyType,
  encrypted,
  hosts,
  pin,
}: KeyFiles): object {
  return { key: keyPath, csr: csrPath, keyType, encrypted, hosts, pin };
}

/** Says what a kind of key cannot do. */
export function keyNotes({ keyType }: KeyFiles): readonly string[] {
  if (keyType !== "Ed25519") return [];
  return [
    paint(
      "yellow",
      "Note: public CAs issue no Ed25519 certificates; this key needs a CA of your own.",
    ),
  ];
}
