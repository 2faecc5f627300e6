import { bytesOfHex } from "./bytes.ts";
import type {
  CertificateDetails,
  DistinguishedName,
  GeneralNames,
  IpName,
  NameConstraints,
} from "./certificate-details.ts";
import { looseNameOf } from "./loose-name.ts";

/** The names in a certificate that the constraints of the CAs above it apply to. */
export type ConstrainedNames = GeneralNames;

/**
 * Collects the names of a certificate (RFC 5280 §4.2.1.10): the subject and the alternative names.
 *
 * @param isLeaf - Where the server's own certificate has no DNS name, runtimes read its common names.
 */
export function constrainedNamesOf(details: CertificateDetails, isLeaf: boolean): ConstrainedNames {
  const { subject, subjectAltNames = NONE, commonNames } = details;
  const readsCommonNames = isLeaf && subjectAltNames.dns.length === 0;
  return {
    ...subjectAltNames,
    dns: readsCommonNames ? commonNames.filter(isHost) : subjectAltNames.dns,
    directory: [subject, ...subjectAltNames.directory].filter(({ hex }) => hex !== EMPTY_NAME),
    email: subject.hex.includes(EMAIL_ADDRESS) ? ["(subject)"] : subjectAltNames.email,
  };
}

/** Tells whether a CA's name constraints allow all these names. Where it cannot tell, they do not. */
export function allowsNames(constraints: NameConstraints, names: ConstrainedNames): boolean {
  const { permitted, excluded } = constraints;
  if (sizeOf(names) * (sizeOf(permitted) + sizeOf(excluded)) > MAX_COMPARISONS) return false;
  return (
    !usesUnjudged(names, permitted) &&
    !usesUnjudged(names, excluded) &&
    allows(names.dns, { permitted: permitted.dns, excluded: excluded.dns }, DNS) &&
    allows(names.ip, { permitted: permitted.ip, excluded: excluded.ip }, IP) &&
    allows(names.directory, { permitted: permitted.directory, excluded: excluded.directory }, DN)
  );
}

function sizeOf({ dns, ip, directory }: GeneralNames): number {
  return dns.length + ip.length + directory.length;
}

/** No TLS server is known by a mail address or a URI: where both sides have one, they are refused. */
function usesUnjudged(names: ConstrainedNames, subtrees: GeneralNames): boolean {
  return (
    (names.email.length > 0 && subtrees.email.length > 0) ||
    (names.uri.length > 0 && subtrees.uri.length > 0) ||
    (names.other > 0 && subtrees.other > 0)
  );
}

interface Subtrees<T> {
  readonly permitted: readonly T[];
  readonly excluded: readonly T[];
}

/** How names of one type are compared. The two differ where names have several readings. */
interface Comparison<T> {
  readonly isWithin: (name: T, subtree: T) => boolean;
  readonly mayBeWithin: (name: T, subtree: T) => boolean;
}

function allows<T>(names: readonly T[], subtrees: Subtrees<T>, comparison: Comparison<T>): boolean {
  const { permitted, excluded } = subtrees;
  return names.every(
    (name) =>
      !excluded.some((subtree) => comparison.mayBeWithin(name, subtree)) &&
      (permitted.length === 0 || permitted.some((subtree) => comparison.isWithin(name, subtree))),
  );
}

function isHostWithin(name: string, subtree: string): boolean {
  if (!isHost(name) || !isHostSubtree(subtree)) return false;
  const [host, domain] = [name.toLowerCase(), subtree.toLowerCase()];
  if (domain === "" || host === domain) return true;
  return host.endsWith(domain.startsWith(".") ? domain : `.${domain}`);
}

/** A wildcard stands for any label, hence also for one that is excluded. */
function mayHostBeWithin(name: string, subtree: string): boolean {
  if (!isHost(name) || !isHostSubtree(subtree)) return true;
  const domain = subtree.replace(/^\./, "");
  if (isHostWithin(name, domain)) return true;
  return name.startsWith("*.") && isHostWithin(domain, name.slice(2));
}

function isHost(text: string): boolean {
  return HOST.test(text);
}

function isHostSubtree(text: string): boolean {
  return text === "" || HOST_SUBTREE.test(text);
}

function isAddressWithin({ hex }: IpName, subtree: IpName): boolean {
  if (2 * hex.length !== subtree.hex.length) return false;
  const mask = octetsOf(subtree.hex.slice(hex.length));
  return masked(hex, mask) === masked(subtree.hex.slice(0, hex.length), mask);
}

function masked(hex: string, mask: Uint8Array): string {
  return octetsOf(hex)
    .map((octet, i) => octet & (mask[i] ?? 0))
    .join(".");
}

/** Hexadecimal that our own code has written. */
function octetsOf(hex: string): Uint8Array {
  return bytesOfHex(hex) ?? new Uint8Array();
}

/** The subtree's relative names stand at the beginning of the name, byte for byte. */
function isNameWithin({ hex }: DistinguishedName, subtree: DistinguishedName): boolean {
  return contentOf(hex).startsWith(contentOf(subtree.hex));
}

function mayNameBeWithin({ hex }: DistinguishedName, subtree: DistinguishedName): boolean {
  const name = looseNameOf(octetsOf(hex));
  return looseNameOf(octetsOf(subtree.hex)).every((relative, i) => relative === name[i]);
}

/** The content of a SEQUENCE, in hexadecimal. The elements in it are whole, so that bounds agree. */
function contentOf(hex: string): string {
  const first = Number.parseInt(hex.slice(2, 4), 16);
  return hex.slice(first < 0x80 ? 4 : 4 + 2 * (first - 0x80));
}

const DNS: Comparison<string> = { isWithin: isHostWithin, mayBeWithin: mayHostBeWithin };
const IP: Comparison<IpName> = { isWithin: isAddressWithin, mayBeWithin: isAddressWithin };
const DN: Comparison<DistinguishedName> = { isWithin: isNameWithin, mayBeWithin: mayNameBeWithin };

const NONE: GeneralNames = { dns: [], ip: [], email: [], uri: [], directory: [], other: 0 };

const HOST = /^(?:\*\.)?[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*$/;
const HOST_SUBTREE = /^\.?[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*$/;

const EMPTY_NAME = "3000";

/** The type emailAddress of PKCS #9, in hexadecimal. */
const EMAIL_ADDRESS = "06092a864886f70d010901";

const MAX_COMPARISONS = 65_536;
