import { hexOf } from "./bytes.ts";
import { type DerCursor, enter, enterAny, isNext, startOf, Tag, take } from "./der.ts";

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
  const { der } = attribute;
  const oid = der.subarray(take(attribute, Tag.objectIdentifier), attribute.at);
  const width = widthOf(attribute);
  const value = enterAny(attribute);
  return `${hexOf(oid)}=${foldedOf(der.subarray(value.at, value.end), width)}`;
}

/** How many octets a character of the string has that comes next. */
function widthOf(attribute: DerCursor): number {
  if (isNext(attribute, UNIVERSAL_STRING)) return 4;
  return isNext(attribute, BMP_STRING) ? 2 : 1;
}

/** The ASCII letters and digits among characters of so many octets. */
function foldedOf(octets: Uint8Array, width: number): string {
  let text = "";
  for (let i = 0; i + width <= octets.length; i += width) {
    const character = octets.subarray(i, i + width);
    const isAscii = character.subarray(0, -1).every((octet) => octet === 0);
    if (isAscii) text += String.fromCharCode(...character.subarray(-1));
  }
  return text.replaceAll(/[^0-9A-Za-z]/g, "").toLowerCase();
}

const UNIVERSAL_STRING = 0x1c;
const BMP_STRING = 0x1e;
