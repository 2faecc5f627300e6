import { hexOf } from "./bytes.ts";
import { type DerCursor, enter, startOf, Tag, take } from "./der.ts";

/**
 * Spells a distinguished name so that two which any runtime could take for one are equal: without
 * case, white space, string types and everything else but ASCII letters and digits.
 *
 * More names are equal here than should be. That is for finding what must be refused, never for
 * allowing anything.
 *
 * @returns One text for each relative name.
 * @throws {CertificateError} The bytes, admitted by the gate, are no name.
 */
export function looseNameOf(name: Uint8Array): readonly string[] {
  const relatives = enter(startOf(name), Tag.sequence);
  const texts: string[] = [];
  while (relatives.at < relatives.end) {
    const attributes = enter(relatives, Tag.set);
    const parts: string[] = [];
    while (attributes.at < attributes.end) parts.push(partOf(enter(attributes, Tag.sequence)));
    texts.push(parts.toSorted().join("+"));
  }
  return texts;
}

function partOf(attribute: DerCursor): string {
  const { der, end } = attribute;
  const at = take(attribute, Tag.objectIdentifier);
  const oid = der.subarray(at, attribute.at);
  const tag = der[attribute.at] ?? 0;
  const value = enter({ der, at: attribute.at, end }, tag);
  return `${hexOf(oid)}=${foldedOf(der.subarray(value.at, value.end), WIDTHS[tag] ?? 1)}`;
}

/** The ASCII letters and digits among characters of so many octets. */
function foldedOf(octets: Uint8Array, width: number): string {
  let text = "";
  for (let i = 0; i + width <= octets.length; i += width) {
    const character = octets.subarray(i, i + width);
    const wide = character.subarray(0, -1).some((octet) => octet !== 0);
    if (!wide) text += String.fromCharCode(character.at(-1) ?? 0);
  }
  return text.replaceAll(/[^0-9A-Za-z]/g, "").toLowerCase();
}

/** UniversalString and BMPString. */
const WIDTHS: Readonly<Record<number, number>> = { 0x1c: 4, 0x1e: 2 };
