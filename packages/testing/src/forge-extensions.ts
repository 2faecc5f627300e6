import { BitString, OctetString } from "asn1js";
import {
  AuthorityKeyIdentifier,
  BasicConstraints,
  ExtKeyUsage,
  Extension,
  GeneralName,
  GeneralNames,
  GeneralSubtree,
  NameConstraints,
} from "pkijs";

import type { ExtensionContent, HostConstraints, KeyUsage, Purpose } from "./extension-content.ts";
import { addressBytesOf } from "./ip-address.ts";

/** Builds the extensions of a certificate, through pkijs. */
export function extensionsOf(content: ExtensionContent): Extension[] {
  const { ca, keyUsage, purposes, hosts, nameConstraints, subjectKeyId, authorityKeyId } = content;
  return [
    ...present(ca, (cA) => basicConstraints(cA, content.pathLen)),
    ...present(keyUsage, (usages) => extensionOf("2.5.29.15", true, keyUsageBits(usages).toBER())),
    ...present(purposes, extendedKeyUsage),
    ...present(hosts, (names) => extensionOf("2.5.29.17", false, altNames(names))),
    ...present(nameConstraints, (names) => extensionOf("2.5.29.30", true, subtrees(names))),
    ...present(subjectKeyId, (id) => extensionOf("2.5.29.14", false, octets(id).toBER())),
    ...present(authorityKeyId, (id) => extensionOf("2.5.29.35", false, authority(id))),
    ...(content.extensions ?? []).map((raw) => extensionOf(raw.oid, raw.critical, raw.value)),
  ];
}

function present<T>(value: T | undefined, build: (value: T) => Extension): Extension[] {
  return value === undefined ? [] : [build(value)];
}

function extensionOf(
  extnID: string,
  critical: boolean,
  extnValue: ArrayBuffer | Uint8Array,
): Extension {
  return new Extension({ extnID, critical, extnValue: Uint8Array.from(bytesOf(extnValue)).buffer });
}

function bytesOf(value: ArrayBuffer | Uint8Array): Uint8Array {
  return value instanceof Uint8Array ? value : new Uint8Array(value);
}

function basicConstraints(cA: boolean, pathLen: number | undefined): Extension {
  const length = pathLen === undefined ? {} : { pathLenConstraint: pathLen };
  const value = new BasicConstraints({ cA, ...length });
  return extensionOf("2.5.29.19", true, value.toSchema().toBER());
}

function keyUsageBits(usages: readonly KeyUsage[]): BitString {
  const bits = usages.reduce((sum, usage) => sum | (0x80 >> KEY_USAGE_BITS[usage]), 0);
  // DER drops trailing zero bits of a named bit list (X.690 §11.2.2).
  const unusedBits = Math.min(7, Math.clz32(bits & -bits) ^ 31);
  return new BitString({ valueHex: Uint8Array.of(bits).buffer, unusedBits });
}

function extendedKeyUsage(purposes: readonly Purpose[]): Extension {
  const keyPurposes = purposes.map((purpose) => PURPOSE_OIDS[purpose]);
  return extensionOf("2.5.29.37", false, new ExtKeyUsage({ keyPurposes }).toSchema().toBER());
}

function altNames(hosts: readonly string[]): ArrayBuffer {
  return new GeneralNames({ names: hosts.map(hostName) }).toSchema().toBER();
}

function hostName(host: string): GeneralName {
  const address = addressBytesOf(host);
  if (address === undefined) return new GeneralName({ type: DNS_NAME, value: host });
  return new GeneralName({ type: IP_ADDRESS, value: octets(address) });
}

function subtrees({ permitted, excluded }: HostConstraints): ArrayBuffer {
  return new NameConstraints({
    ...(permitted === undefined ? {} : { permittedSubtrees: permitted.map(subtree) }),
    ...(excluded === undefined ? {} : { excludedSubtrees: excluded.map(subtree) }),
  })
    .toSchema()
    .toBER();
}

function subtree(host: string): GeneralSubtree {
  return new GeneralSubtree({ base: new GeneralName({ type: DNS_NAME, value: host }) });
}

function authority(id: Uint8Array): ArrayBuffer {
  return new AuthorityKeyIdentifier({ keyIdentifier: octets(id) }).toSchema().toBER();
}

function octets(bytes: Uint8Array): OctetString {
  return new OctetString({ valueHex: Uint8Array.from(bytes).buffer });
}

const DNS_NAME = 2;
const IP_ADDRESS = 7;

const KEY_USAGE_BITS: Readonly<Record<KeyUsage, number>> = {
  digitalSignature: 0,
  keyEncipherment: 2,
  keyCertSign: 5,
  cRLSign: 6,
};

const PURPOSE_OIDS: Readonly<Record<Purpose, string>> = {
  serverAuth: "1.3.6.1.5.5.7.3.1",
  clientAuth: "1.3.6.1.5.5.7.3.2",
  codeSigning: "1.3.6.1.5.5.7.3.3",
};
