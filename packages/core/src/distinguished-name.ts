import { hexOf } from "./bytes.ts";
import type { DistinguishedName } from "./certificate-details.ts";
import { checkDer, type DerCursor, enter, enterAny, finish, startOf, Tag, take } from "./der.ts";
import { CertificateError } from "./errors.ts";
import type { X509Attribute, X509Name } from "./x509-parts.ts";

/**
 * Spells a name for people (RFC 4514), the most specific part first.
 *
 * @throws {CertificateError} Its DER and what pkijs read of it differ.
 */
export function distinguishedNameOf({ der, attributes }: X509Name): DistinguishedName {
  const sizes = relativeSizesOf(der);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  if (total !== attributes.length) throw new CertificateError("a name has another structure");

  let at = 0;
  const parts = sizes.map((size) =>
    attributes
      .slice(at, (at += size))
      .map(partOf)
      .join("+"),
  );
  return { text: parts.toReversed().join(","), hex: hexOf(der) };
}

/** How many attributes each relative name has. pkijs keeps all in one list. */
function relativeSizesOf(der: Uint8Array): readonly number[] {
  checkDer(der);
  const names = enter(startOf(der), Tag.sequence);
  const sizes: number[] = [];
  while (names.at < names.end) {
    const attributes = enter(names, Tag.set);
    let size = 0;
    for (; attributes.at < attributes.end; size++) checkAttribute(enter(attributes, Tag.sequence));
    sizes.push(size);
  }
  return sizes;
}

/** A type and one value. pkijs lets more pass. */
function checkAttribute(attribute: DerCursor): void {
  take(attribute, Tag.objectIdentifier);
  enterAny(attribute);
  finish(attribute);
}

function partOf({ oid, text, der }: X509Attribute): string {
  const value = text === undefined ? `#${hexOf(der)}` : escaped(text);
  return `${SHORT_NAMES[oid] ?? oid}=${value}`;
}

/** RFC 4514 §2.4, and what could move a terminal's cursor or turn its text around. */
function escaped(text: string): string {
  return text
    .replaceAll(/["+,;<>\\]|^[ #]| $/g, String.raw`\$&`)
    .replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, hexPairsOf);
}

function hexPairsOf(character: string): string {
  const whole = /\p{Cs}/u.test(character) ? "\uFFFD" : character;
  const octets = encodeURIComponent(whole);
  return octets.startsWith("%") ? octets.replaceAll("%", "\\") : octets;
}

const SHORT_NAMES: Readonly<Record<string, string>> = {
  "2.5.4.3": "CN",
  "2.5.4.5": "serialNumber",
  "2.5.4.6": "C",
  "2.5.4.7": "L",
  "2.5.4.8": "ST",
  "2.5.4.9": "STREET",
  "2.5.4.10": "O",
  "2.5.4.11": "OU",
  "0.9.2342.19200300.100.1.1": "UID",
  "0.9.2342.19200300.100.1.25": "DC",
};
