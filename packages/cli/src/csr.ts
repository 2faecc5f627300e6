import { type KeyObject, sign } from "node:crypto";

import { type Hostname, isIpAddress } from "@tlspin/core";
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

import { ipBytes } from "./ip-bytes.ts";
import { spkiOf } from "./key.ts";
import { pemOf } from "./pem-text.ts";

/**
 * Makes a certificate signing request (PKCS#10, RFC 2986) in PEM: the hosts stand in its
 * subjectAltName, which is what CAs and clients read.
 */
export function csrPem(key: KeyObject, hosts: readonly Hostname[]): string {
  const info = infoOf(key, hosts);
  const { identifier, hash } = signatureOf(key);
  const signature = sign(hash, Buffer.from(info.toBER()), key);
  const request = new Sequence({ value: [info, identifier, bits(signature)] });
  return pemOf("CERTIFICATE REQUEST", new Uint8Array(request.toBER()));
}

function infoOf(key: KeyObject, hosts: readonly Hostname[]): Sequence {
  const attributes = new Constructed({
    idBlock: { tagClass: 3, tagNumber: 0 },
    value: [extensionRequestOf(hosts).toSchema()],
  });
  const spki = PublicKeyInfo.fromBER(Uint8Array.from(spkiOf(key)));
  return new Sequence({
    value: [new Integer({ value: 0 }), subjectOf(hosts).toSchema(), spki.toSchema(), attributes],
  });
}

// A CA takes the names from subjectAltName. Some still want a common name, which has 64 places at most
// (RFC 5280 appendix A.1, ub-common-name).
function subjectOf([host]: readonly Hostname[]): RelativeDistinguishedNames {
  if (host === undefined || host.length > 64) return new RelativeDistinguishedNames();
  const value = new Utf8String({ value: host });
  return new RelativeDistinguishedNames({
    typesAndValues: [new AttributeTypeAndValue({ type: COMMON_NAME, value })],
  });
}

function extensionRequestOf(hosts: readonly Hostname[]): Attribute {
  const names = new GeneralNames({ names: hosts.map(generalNameOf) });
  const extension = new Extension({
    extnID: SUBJECT_ALT_NAME,
    extnValue: names.toSchema().toBER(),
  });
  const extensions = new Extensions({ extensions: [extension] });
  return new Attribute({ type: EXTENSION_REQUEST, values: [extensions.toSchema()] });
}

function generalNameOf(host: Hostname): GeneralName {
  if (!isIpAddress(host)) return new GeneralName({ type: 2, value: host });
  return new GeneralName({ type: 7, value: new OctetString({ valueHex: ipBytes(host).buffer }) });
}

interface SignatureKind {
  readonly identifier: Sequence;
  readonly hash: string | undefined;
}

function signatureOf(key: KeyObject): SignatureKind {
  const curve = key.asymmetricKeyDetails?.namedCurve;
  if (key.asymmetricKeyType === "ed25519")
    return { identifier: identifierOf(ED25519), hash: undefined };
  if (curve === "secp384r1") return { identifier: identifierOf(ECDSA_SHA384), hash: "sha384" };
  if (curve === "prime256v1") return { identifier: identifierOf(ECDSA_SHA256), hash: "sha256" };
  return { identifier: identifierOf(RSA_SHA256, new Null()), hash: "sha256" };
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
const ECDSA_SHA256 = "1.2.840.10045.4.3.2";
const ECDSA_SHA384 = "1.2.840.10045.4.3.3";
const RSA_SHA256 = "1.2.840.113549.1.1.11";
