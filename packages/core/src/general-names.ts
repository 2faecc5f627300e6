import { hexOf } from "./bytes.ts";
import type { GeneralNames, IpName } from "./certificate-details.ts";
import { distinguishedNameOf } from "./distinguished-name.ts";
import { CertificateError } from "./errors.ts";
import { readHostname } from "./hostname.ts";
import type { X509GeneralName } from "./x509.ts";

/**
 * Sorts names by type.
 *
 * @throws {CertificateError} A name is not what its type says.
 */
export function generalNamesOf(names: readonly X509GeneralName[]): GeneralNames {
  const texts = (type: number): readonly string[] => ofType(names, type).map(textOf);
  return {
    email: texts(EMAIL),
    dns: texts(DNS),
    uri: texts(URI),
    ip: ofType(names, IP).map(ipOf),
    directory: ofType(names, DIRECTORY).flatMap(({ name }) =>
      name === undefined ? [] : [distinguishedNameOf(name)],
    ),
    other: names.filter(({ type }) => !READ.includes(type)).length,
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

function ipOf({ octets = new Uint8Array() }: X509GeneralName): IpName {
  const hex = hexOf(octets);
  const half = octets.length / 2;
  if (octets.length === 4 || octets.length === 16) return { text: addressOf(octets), hex };
  if (octets.length !== 8 && octets.length !== 32) {
    throw new CertificateError("an IP address has another length");
  }
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

const READ: readonly number[] = [EMAIL, DNS, DIRECTORY, URI, IP];
