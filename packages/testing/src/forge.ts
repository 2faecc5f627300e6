import type {
  ExtensionContent,
  HostConstraints,
  KeyUsage,
  Purpose,
  RawExtension,
} from "./extension-content.ts";
import { certificateOf } from "./forge-certificate.ts";
import { forgeKey } from "./forge-key.ts";
import type { ForgedKey, KeyType } from "./forge-key.ts";
import { pemOf } from "./pem.ts";
import type { SignatureName } from "./signature-name.ts";

/** Someone with a key and a certificate for it. */
export interface ForgedParty {
  /** The common name. */
  readonly name: string;
  /** The whole name (DER), where it is more than a common name. */
  readonly nameDer?: Uint8Array | undefined;
  readonly key: ForgedKey;
  /** The certificate (DER). */
  readonly certificate: Uint8Array;
  /** The certificate (PEM). */
  readonly pem: string;
  /** The private key (PKCS#8, PEM). */
  readonly keyPem: string;
  /** The SubjectPublicKeyInfo (DER). */
  readonly spki: Uint8Array;
}

/** A party that issues certificates, whether or not its own certificate entitles it to. */
export interface ForgedCa extends ForgedParty {
  /** Certifies a CA. With another CA's `name` and `key`, this is a cross-certificate of it. */
  issueCa(options: CaOptions): Promise<ForgedCa>;
  /** Certifies a server or, with `purposes: ["clientAuth"]`, a client. */
  issueLeaf(options: LeafOptions): Promise<ForgedParty>;
}

/** What every certificate can be told. What is left out is what an honest CA would write. */
export interface CertificateOptions {
  /** A kind of key to make, or a key to certify once more. Default `"P-256"`. */
  readonly key?: KeyType | ForgedKey;
  readonly notBefore?: Date;
  readonly notAfter?: Date;
  readonly serial?: Uint8Array;
  /** The algorithm that the issuer signs with. Default: the usual one of its key. */
  readonly signature?: SignatureName;
  /** What the signed part calls the algorithm, where that is to differ from the truth. */
  readonly innerSignature?: SignatureName;
  /** Rewrites what is about to be signed, so that the signature is good and the DER need not be. */
  readonly rewrite?: (tbs: Uint8Array) => Uint8Array;
  /** `false` leaves the extension out. Default: 20 bytes of the key's SHA-256. */
  readonly subjectKeyId?: Uint8Array | false;
  /** `false` leaves the extension out. Default: the issuer's own key identifier. */
  readonly authorityKeyId?: Uint8Array | false;
  /** `false` leaves the extension out. */
  readonly keyUsage?: readonly KeyUsage[] | false;
  readonly purposes?: readonly Purpose[];
  /** More extensions, in the caller's bytes: an unknown critical one, for instance. */
  readonly extensions?: readonly RawExtension[];
}

export interface CaOptions extends CertificateOptions {
  readonly name: string;
  /** The whole name (DER), to bear that of another CA to the letter. Default: `name` as common name. */
  readonly nameDer?: Uint8Array;
  readonly pathLen?: number;
  readonly nameConstraints?: HostConstraints;
  /** `false` says CA:FALSE, which makes an issuer that must not issue. Default `true`. */
  readonly ca?: boolean;
}

export interface LeafOptions extends CertificateOptions {
  /** The names and addresses in subjectAltName. */
  readonly hosts: readonly string[];
  /** The common name. Default: the first host. */
  readonly name?: string;
}

/** Forges a root: a CA that certifies itself. */
export async function forgeRoot(options: CaOptions): Promise<ForgedCa> {
  const key = await keyOf(options);
  return issuerOf(await partyOf(caContent(options), { ...options, key }, { ...options, key }));
}

/** Forges a server certificate that no CA vouches for: it is signed with its own key. */
export async function forgeSelfSigned(options: LeafOptions): Promise<ForgedParty> {
  const key = await keyOf(options);
  const content = leafContent(options);
  return partyOf(content, { name: content.name, key }, { ...options, key });
}

/** Lets a party issue, whatever its certificate says: a server's key, or one that signs oddly. */
export function issuerOf(party: ForgedParty): ForgedCa {
  return {
    ...party,
    issueCa: async (options) => issuerOf(await partyOf(caContent(options), party, options)),
    issueLeaf: (options) => partyOf(leafContent(options), party, options),
  };
}

interface NamedContent extends ExtensionContent {
  readonly name: string;
  readonly nameDer?: Uint8Array | undefined;
}

function caContent(options: CaOptions): NamedContent {
  return {
    name: options.name,
    nameDer: options.nameDer,
    ca: options.ca ?? true,
    pathLen: options.pathLen,
    keyUsage: unlessFalse(options.keyUsage, ["keyCertSign", "cRLSign"]),
    nameConstraints: options.nameConstraints,
    purposes: options.purposes,
  };
}

function leafContent(options: LeafOptions): NamedContent {
  return {
    name: options.name ?? options.hosts[0] ?? "leaf",
    ca: false,
    keyUsage: unlessFalse(options.keyUsage, ["digitalSignature", "keyEncipherment"]),
    purposes: options.purposes ?? ["serverAuth"],
    hosts: options.hosts.length === 0 ? undefined : options.hosts,
  };
}

async function partyOf(
  content: NamedContent,
  issuer: Pick<ForgedParty, "name" | "nameDer" | "key">,
  options: CertificateOptions,
): Promise<ForgedParty> {
  const key = await keyOf(options);
  const certificate = await certificateOf(
    {
      ...content,
      spki: key.spki,
      issuerName: issuer.name,
      issuerNameDer: issuer.nameDer,
      notBefore: options.notBefore ?? NOT_BEFORE,
      notAfter: options.notAfter ?? NOT_AFTER,
      serial: options.serial ?? randomSerial(),
      signature: options.signature ?? issuer.key.signature,
      innerSignature: options.innerSignature,
      rewrite: options.rewrite,
      subjectKeyId: unlessFalse(options.subjectKeyId, await keyIdOf(key.spki)),
      authorityKeyId: unlessFalse(options.authorityKeyId, await keyIdOf(issuer.key.spki)),
      extensions: options.extensions,
    },
    issuer.key,
  );
  const { keyPem, spki } = key;
  return {
    name: content.name,
    nameDer: content.nameDer,
    key,
    certificate,
    pem: pemOf("CERTIFICATE", certificate),
    keyPem,
    spki,
  };
}

async function keyOf({ key = "P-256" }: CertificateOptions): Promise<ForgedKey> {
  return typeof key === "string" ? forgeKey(key) : key;
}

function unlessFalse<T>(value: T | false | undefined, fallback: T): T | undefined {
  return value === false ? undefined : (value ?? fallback);
}

/** The key identifier that the forge writes: the first 20 bytes of the SPKI's SHA-256. */
export async function keyIdOf(spki: Uint8Array): Promise<Uint8Array> {
  const digest = await crypto.subtle.digest("SHA-256", Uint8Array.from(spki));
  return new Uint8Array(digest).subarray(0, 20);
}

// Positive, and without a leading zero, so that the INTEGER is minimal.
function randomSerial(): Uint8Array {
  const serial = crypto.getRandomValues(new Uint8Array(16));
  return serial.with(0, ((serial[0] ?? 0) & 0x3f) | 0x40);
}

// Constants, so that nothing forged depends on the day. Runtimes judge it by the real clock.
const NOT_BEFORE = new Date("2025-01-01T00:00:00Z");
const NOT_AFTER = new Date("2045-01-01T00:00:00Z");
