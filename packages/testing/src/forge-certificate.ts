import { BitString, Integer, Utf8String } from "asn1js";
import {
  AlgorithmIdentifier,
  AttributeTypeAndValue,
  Certificate,
  PublicKeyInfo,
  RelativeDistinguishedNames,
  Time,
  TimeType,
} from "pkijs";

import { bitStringOf, sequenceOf } from "./der-writer.ts";
import type { ExtensionContent } from "./extension-content.ts";
import { extensionsOf } from "./forge-extensions.ts";
import type { ForgedKey } from "./forge-key.ts";
import { algorithmIdentifierOf } from "./signature-name.ts";
import type { SignatureName } from "./signature-name.ts";

/** Everything that one certificate says. Nothing is checked: a forge must be able to lie. */
export interface CertificateContent extends ExtensionContent {
  /** The subject's common name. */
  readonly name: string;
  /** The whole subject (DER) instead. */
  readonly nameDer?: Uint8Array | undefined;
  readonly spki: Uint8Array;
  readonly issuerName: string;
  readonly issuerNameDer?: Uint8Array | undefined;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly serial: Uint8Array;
  readonly signature: SignatureName;
  /** What the signed part calls the algorithm, where that is to differ from the truth outside. */
  readonly innerSignature?: SignatureName | undefined;
  /** Rewrites the signed part before it is signed. */
  readonly rewrite?: ((tbs: Uint8Array) => Uint8Array) | undefined;
}

/** Signs a certificate with the issuer's key, and gives its DER. */
export async function certificateOf(
  content: CertificateContent,
  issuerKey: ForgedKey,
): Promise<Uint8Array> {
  const { rewrite = (bytes) => bytes } = content;
  const tbs = rewrite(tbsOf(content));
  const signature = await issuerKey.sign(tbs, content.signature);
  return sequenceOf(tbs, algorithmIdentifierOf(content.signature), bitStringOf(signature));
}

function tbsOf(content: CertificateContent): Uint8Array {
  const inner = algorithmIdentifierOf(content.innerSignature ?? content.signature);
  const certificate = new Certificate({
    version: 2,
    serialNumber: new Integer({ valueHex: Uint8Array.from(content.serial).buffer }),
    signature: AlgorithmIdentifier.fromBER(Uint8Array.from(inner)),
    issuer: distinguishedName(content.issuerName, content.issuerNameDer),
    notBefore: timeOf(content.notBefore),
    notAfter: timeOf(content.notAfter),
    subject: distinguishedName(content.name, content.nameDer),
    subjectPublicKeyInfo: PublicKeyInfo.fromBER(Uint8Array.from(content.spki)),
    extensions: extensionsOf(content),
    signatureValue: new BitString(),
  });
  return new Uint8Array(certificate.encodeTBS().toBER());
}

function distinguishedName(
  commonName: string,
  der: Uint8Array | undefined,
): RelativeDistinguishedNames {
  if (der !== undefined) return RelativeDistinguishedNames.fromBER(Uint8Array.from(der));
  const value = new Utf8String({ value: commonName });
  return new RelativeDistinguishedNames({
    typesAndValues: [new AttributeTypeAndValue({ type: "2.5.4.3", value })],
  });
}

// RFC 5280 §4.1.2.5: UTCTime through 2049, GeneralizedTime from 2050.
function timeOf(value: Date): Time {
  const type = value.getUTCFullYear() < 2050 ? TimeType.UTCTime : TimeType.GeneralizedTime;
  return new Time({ type, value });
}
