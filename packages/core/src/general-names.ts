import { hexOf } from "./bytes.ts";
import type { GeneralNames, IpName } from "./certificate-details.ts";
import { distinguishedNameOf } from "./distinguished-name.ts";
import { CertificateError } from "./errors.ts";
import { readHostname } from "./hostname.ts";
import type { X509GeneralName } from "./x509-parts.ts";

/**
 * Sorts names by type.
 *
 * @param ipOctets - How long addresses are: 4 or 16 octets, in a constraint twice as many.
 * @throws {CertificateError} A name is not what its type says.
 */
export function generalNamesOf(
  names: readonly X509GeneralName[],
  ipOctets: readonly number[],
): GeneralNames {
  const texts = (type: number): readonly string[] => ofType(names, type).map(textOf);
  return {
    email: texts(EMAIL),
    dns: texts(DNS),
    uri: texts(URI),
    ip: ofType(names, IP).map((name) => ipOf(name, ipOctets)),
    directory: names.flatMap(({ name }) => (name === undefined ? [] : [distinguishedNameOf(name)])),
    other: names.filter(({ type }) => !READ.has(type)).length,
  };
}

function ofType(names: readonly X509GeneralName[], type: number): readonly X509GeneralName[] {
  return names.filter((name) => name.type === type);
}

/** RFC 5280 §4.2.1.6 has ASCII. Controls in it have fooled name checks and terminals. */
function textOf({ text = "" }: X509GeneralName): string {
  if (!/^[ -~]*$/.test(text)) throw new CertificateError("a name is not printable ASCII");
  return text;
}

function ipOf({ octets = new Uint8Array() }: X509GeneralName, lengths: readonly number[]): IpName {
  if (!lengths.includes(octets.length)) throw new CertificateError("an IP address is too long");
  const hex = hexOf(octets);
  if (lengths === ADDRESS) return { text: addressOf(octets), hex };

  const half = octets.length / 2;
  return {
    text: `${addressOf(octets.subarray(0, half))}/${addressOf(octets.subarray(half))}`,
    hex,
  };
}

function addressOf(octets: Uint8Array): string {
  if (octets.length === 4) return octets.join(".");
  const groups = hexOf(octets).replaceAll(/....(?!$)/g, "$&:");
  return readHostname(groups).hostname ?? groups;
}

const EMAIL = 1;
const DNS = 2;
const DIRECTORY = 4;
const URI = 6;
const IP = 7;

const READ: ReadonlySet<number> = new Set([EMAIL, DNS, DIRECTORY, URI, IP]);

/** The lengths of addresses. */
export const ADDRESS: readonly number[] = [4, 16];

/** The lengths of addresses with a mask (RFC 5280 §4.2.1.10). */
export const ADDRESS_AND_MASK: readonly number[] = [8, 32];
