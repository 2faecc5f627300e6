import { type KeyObject, sign } from "node:crypto";

import { isIpAddress } from "@tlspin/core";
import {
  BitString,
  Constructed,
  Integer,
  Null,
  ObjectIdentifier,
  OctetString,
  Sequence,
  Utf8String,
} from "asn1js";
import {
  Attribute,
  AttributeTypeAndValue,
  Extension,
  Extensions,
  GeneralName,
  GeneralNames,
  PublicKeyInfo,
  RelativeDistinguishedNames,
} from "pkijs";

import { type CertificateName, isWildcard } from "./certificate-name.ts";
import { CommandError } from "./command-error.ts";
import { ipBytes } from "./ip-bytes.ts";
import { keyName, spkiOf } from "./key.ts";
import { pemOf } from "./pem-text.ts";

/**
 * Makes a certificate signing request (PKCS#10, RFC 2986) in PEM: the names stand in its
 * subjectAltName, which is what CAs and clients read.
 *
 * @throws {CommandError} The key is of a kind that no request is made for here.
 */
export function csrPem(key: KeyObject, names: readonly CertificateName[]): string {
  const { identifier, hash } = signatureOf(key);
  const info = infoOf(key, names);
  const signature = sign(hash, Buffer.from(info.toBER()), key);
  const request = new Sequence({ value: [info, identifier, bits(signature)] });
  return pemOf("CERTIFICATE REQUEST", new Uint8Array(request.toBER()));
}

function infoOf(key: KeyObject, names: readonly CertificateName[]): Sequence {
  const attributes = new Constructed({
    idBlock: { tagClass: 3, tagNumber: 0 },
    value: [extensionRequestOf(names).toSchema()],
  });
  const spki = PublicKeyInfo.fromBER(Uint8Array.from(spkiOf(key)));
  return new Sequence({
    value: [new Integer({ value: 0 }), subjectOf(names).toSchema(), spki.toSchema(), attributes],
  });
}

// A CA takes the names from subjectAltName. Some still want a common name, which has 64 places at most
// (RFC 5280 appendix A.1, ub-common-name).
function subjectOf([name]: readonly CertificateName[]): RelativeDistinguishedNames {
  if (name === undefined || name.length > 64) return new RelativeDistinguishedNames();
  const value = new Utf8String({ value: name });
  return new RelativeDistinguishedNames({
    typesAndValues: [new AttributeTypeAndValue({ type: COMMON_NAME, value })],
  });
}

function extensionRequestOf(names: readonly CertificateName[]): Attribute {
  const generalNames = new GeneralNames({ names: names.map(generalNameOf) });
  const extension = new Extension({
    extnID: SUBJECT_ALT_NAME,
    extnValue: generalNames.toSchema().toBER(),
  });
  const extensions = new Extensions({ extensions: [extension] });
  return new Attribute({ type: EXTENSION_REQUEST, values: [extensions.toSchema()] });
}

function generalNameOf(name: CertificateName): GeneralName {
  if (isWildcard(name) || !isIpAddress(name)) return new GeneralName({ type: 2, value: name });
  return new GeneralName({ type: 7, value: new OctetString({ valueHex: ipBytes(name).buffer }) });
}

interface SignatureKind {
  readonly identifier: Sequence;
  readonly hash: string | undefined;
}

function signatureOf(key: KeyObject): SignatureKind {
  const { namedCurve = "" } = key.asymmetricKeyDetails ?? {};
  const hash = HASHES[namedCurve];
  if (hash !== undefined) return { identifier: identifierOf(ECDSA[hash]), hash };
  if (key.asymmetricKeyType === "ed25519") {
    return { identifier: identifierOf(ED25519), hash: undefined };
  }
  if (key.asymmetricKeyType === "rsa") {
    return { identifier: identifierOf(RSA_SHA256, new Null()), hash: "sha256" };
  }
  throw new CommandError(`no CSR is made here for a key of this kind: ${keyName(key)}`, {
    exitCode: 2,
    code: "key-unsupported",
    hint: "use EC P-256, P-384 or P-521, RSA or Ed25519: tlspin key new makes one",
  });
}

function identifierOf(oid: string, ...parameters: readonly Null[]): Sequence {
  return new Sequence({ value: [new ObjectIdentifier({ value: oid }), ...parameters] });
}

function bits(bytes: Uint8Array): BitString {
  return new BitString({ valueHex: Uint8Array.from(bytes).buffer });
}

const COMMON_NAME = "2.5.4.3";
const SUBJECT_ALT_NAME = "2.5.29.17";
const EXTENSION_REQUEST = "1.2.840.113549.1.9.14";
const ED25519 = "1.3.101.112";
const RSA_SHA256 = "1.2.840.113549.1.1.11";

// RFC 5758 §3.2: the hash is as long as the curve.
const ECDSA = {
  sha256: "1.2.840.10045.4.3.2",
  sha384: "1.2.840.10045.4.3.3",
  sha512: "1.2.840.10045.4.3.4",
} as const;

const HASHES: Readonly<Record<string, keyof typeof ECDSA>> = {
  prime256v1: "sha256",
  secp384r1: "sha384",
  secp521r1: "sha512",
};
