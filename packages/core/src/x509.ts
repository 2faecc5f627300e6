import * as asn1js from "asn1js";
import * as pkijs from "pkijs";

import { equalBytes } from "./bytes.ts";
import { checkDer } from "./der.ts";
import { CertificateError } from "./errors.ts";
import type {
  BasicConstraints,
  X509,
  X509Attribute,
  X509Extension,
  X509GeneralName,
  X509Name,
  X509NameConstraints,
} from "./x509-parts.ts";

/**
 * Reads a certificate with pkijs.
 *
 * @throws {CertificateError} pkijs does not read it.
 */
export function readX509(der: Uint8Array): X509 {
  return reading(() => {
    const schema = parse(der);
    const certificate = new pkijs.Certificate({ schema });
    const { notBefore, notAfter, signatureAlgorithm, extensions = [] } = certificate;
    return {
      version: certificate.version + 1,
      serialNumber: certificate.serialNumber.valueBlock.valueHexView,
      tbs: certificate.tbsView,
      issuer: nameOf(certificate.issuer),
      subject: nameOf(certificate.subject),
      notBefore: notBefore.value.getTime(),
      notAfter: notAfter.value.getTime(),
      spki: namedNodeOf(schema, "tbsCertificate.subjectPublicKeyInfo"),
      signatureOid: signatureAlgorithm.algorithmId,
      extensions: extensions.map(extensionOf),
    };
  });
}

/** pkijs's comparison leaves the nodes that it named on the root. Re-encoding the key would change pins. */
function namedNodeOf(root: object, name: string): Uint8Array {
  const node: unknown = Reflect.get(root, name);
  if (!(node instanceof asn1js.BaseBlock)) throw new CertificateError(`pkijs found no ${name}`);
  return node.valueBeforeDecodeView;
}

function nameOf(name: pkijs.RelativeDistinguishedNames): X509Name {
  return {
    der: new Uint8Array(name.valueBeforeDecode),
    attributes: name.typesAndValues.map(attributeOf),
  };
}

function attributeOf({ type, value }: pkijs.AttributeTypeAndValue): X509Attribute {
  // The type of pkijs promises a text that some values do not have.
  const content: unknown = value.valueBlock.value;
  const der = value.valueBeforeDecodeView;
  return typeof content === "string" ? { oid: type, text: content, der } : { oid: type, der };
}

function extensionOf({ extnID, critical, extnValue }: pkijs.Extension): X509Extension {
  return { oid: extnID, critical, value: extnValue.valueBlock.valueHexView };
}

/** Reads basicConstraints (RFC 5280 §4.2.1.9). */
export function readBasicConstraints(value: Uint8Array): BasicConstraints {
  return reading(() => {
    // DER leaves a default out; some CAs write it all the same.
    if (equalBytes(value, EXPLICIT_FALSE)) return { ca: false };
    const { cA, pathLenConstraint } = exact(value, new pkijs.BasicConstraints(schemaOf(value)));
    if (pathLenConstraint === undefined) return { ca: cA };
    if (typeof pathLenConstraint !== "number" || pathLenConstraint < 0) throw unreadable();
    return { ca: cA, pathLength: pathLenConstraint };
  });
}

/** Reads extKeyUsage (RFC 5280 §4.2.1.12). */
export function readExtendedKeyUsage(value: Uint8Array): readonly string[] {
  return reading(() => exact(value, new pkijs.ExtKeyUsage(schemaOf(value))).keyPurposes);
}

/** Reads subjectAltName (RFC 5280 §4.2.1.6). */
export function readAltNames(value: Uint8Array): readonly X509GeneralName[] {
  return reading(() => childrenOf(parse(value), asn1js.Sequence).map(generalNameOf));
}

/** Reads nameConstraints (RFC 5280 §4.2.1.10). The distances, which no certificate uses, must be absent. */
export function readNameConstraints(value: Uint8Array): X509NameConstraints {
  return reading(() => {
    const lists = childrenOf(parse(value), asn1js.Sequence).map((list) => ({
      tag: contextTagOf(list),
      names: childrenOf(list, asn1js.Constructed).map(subtreeOf),
    }));
    // A list that is empty could mean that nothing is permitted, or everything.
    if (lists.some(({ names }) => names.length === 0)) throw unreadable();
    if (!["0", "1", "0,1"].includes(lists.map(({ tag }) => tag).join(","))) throw unreadable();
    const namesIn = (tag: number): readonly X509GeneralName[] =>
      lists.find((list) => list.tag === tag)?.names ?? [];
    return { permitted: namesIn(0), excluded: namesIn(1) };
  });
}

function subtreeOf(subtree: asn1js.AsnType): X509GeneralName {
  const [base, ...distances] = childrenOf(subtree, asn1js.Sequence);
  if (base === undefined || distances.length > 0) throw unreadable();
  return generalNameOf(base);
}

/** pkijs takes 0.1 ms for one general name, and a certificate may have a thousand. This takes 1 µs. */
function generalNameOf(node: asn1js.AsnType): X509GeneralName {
  const type = contextTagOf(node);
  if (type > LAST_NAME_TYPE) throw unreadable();
  if (node instanceof asn1js.Constructed) return constructedNameOf(type, node);
  if (!(node instanceof asn1js.Primitive) || CONSTRUCTED_NAMES.has(type)) throw unreadable();

  const octets = node.valueBlock.valueHexView;
  if (type === IP_ADDRESS) return { type, octets };
  const text = Array.from(octets, (octet) => String.fromCharCode(octet)).join("");
  return { type, text };
}

function constructedNameOf(type: number, node: asn1js.Constructed): X509GeneralName {
  if (!CONSTRUCTED_NAMES.has(type)) throw unreadable();
  if (type !== DIRECTORY_NAME) return { type };
  const [schema, ...more] = childrenOf(node, asn1js.Constructed);
  if (schema === undefined || more.length > 0) throw unreadable();
  return { type, name: nameOf(new pkijs.RelativeDistinguishedNames({ schema })) };
}

function childrenOf(
  node: asn1js.AsnType,
  type: typeof asn1js.Constructed,
): readonly asn1js.AsnType[] {
  if (!(node instanceof type)) throw unreadable();
  return node.valueBlock.value;
}

function contextTagOf({ idBlock }: asn1js.AsnType): number {
  if (idBlock.tagClass !== CONTEXT) throw unreadable();
  return idBlock.tagNumber;
}

/** Reads the key identifier of authorityKeyIdentifier (RFC 5280 §4.2.1.1). */
export function readAuthorityKeyId(value: Uint8Array): Uint8Array | undefined {
  return reading(
    () =>
      exact(value, new pkijs.AuthorityKeyIdentifier(schemaOf(value))).keyIdentifier?.valueBlock
        .valueHexView,
  );
}

/** Reads subjectKeyIdentifier (RFC 5280 §4.2.1.2). */
export function readSubjectKeyId(value: Uint8Array): Uint8Array {
  return reading(() => {
    const octets = parse(value);
    if (!(octets instanceof asn1js.OctetString)) throw unreadable();
    return octets.valueBlock.valueHexView;
  });
}

/** Reads the bits of keyUsage (RFC 5280 §4.2.1.3), first bit first. */
export function readKeyUsage(value: Uint8Array): readonly boolean[] {
  return reading(() => {
    const bits = parse(value);
    if (!(bits instanceof asn1js.BitString)) throw unreadable();
    return Array.from(bits.valueBlock.valueHexView).flatMap((octet) =>
      [7, 6, 5, 4, 3, 2, 1, 0].map((bit) => ((octet >> bit) & 1) === 1),
    );
  });
}

function schemaOf(value: Uint8Array): { readonly schema: asn1js.AsnType } {
  return { schema: parse(value) };
}

/** asn1js does not bound a child by its parent and takes BER, so that the gate comes first, always. */
function parse(der: Uint8Array): asn1js.AsnType {
  checkDer(der, MAX_ELEMENTS);
  const { offset, result } = asn1js.fromBER(der, LEAN);
  if (offset !== der.length) throw unreadable();
  return result;
}

/** pkijs's check of structure is lax. What it read is taken only where it writes the same bytes. */
function exact<T extends pkijs.PkiObject>(value: Uint8Array, read: T): T {
  const written: unknown = read.toSchema();
  if (!(written instanceof asn1js.BaseBlock)) throw unreadable();
  if (!equalBytes(new Uint8Array(written.toBER()), value)) throw unreadable();
  return read;
}

function reading<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof CertificateError ? error : unreadable();
  }
}

function unreadable(): CertificateError {
  return new CertificateError("the certificate, or an extension of it, has another structure");
}

const LEAN = { copyInput: false, parseEmbedded: false };

// The longest list of names that a public CA issues has some 250.
const MAX_ELEMENTS = 1024;

const CONTEXT = 3;

/** otherName, x400Address, directoryName, ediPartyName. */
const CONSTRUCTED_NAMES: ReadonlySet<number> = new Set([0, 3, 4, 5]);
const DIRECTORY_NAME = 4;
const IP_ADDRESS = 7;
const LAST_NAME_TYPE = 8;

const EXPLICIT_FALSE = Uint8Array.of(0x30, 0x03, 0x01, 0x01, 0x00);
