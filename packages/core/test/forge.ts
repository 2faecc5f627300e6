import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";

import { parseCertificate, type Certificate } from "../src/certificate.ts";
import {
  bitStringOf,
  derOf,
  integerOf,
  octetStringOf,
  oidOf,
  sequenceOf,
  setOf,
  textOf,
} from "./der-writer.ts";

/** A key pair. Without the private half, it can be certified and cannot sign. */
export interface ForgedKey {
  readonly spki: Uint8Array;
  readonly privateKey?: KeyObject;
  readonly algorithm: Algorithm;
}

export type Algorithm = "ecdsa-sha256" | "ecdsa-sha1" | "rsa-sha256" | "rsa-sha1" | "ed25519";

/** Someone with a name, a key and a certificate for both. */
export interface Party {
  readonly name: Uint8Array;
  readonly key: ForgedKey;
  readonly certificate: Certificate;
}

/** What a certificate is told. The rest is what an honest CA would write. */
export interface Wish {
  readonly name?: string | Uint8Array;
  readonly key?: ForgedKey;
  readonly issuer?: Pick<Party, "name" | "key">;
  readonly from?: string;
  readonly to?: string;
  readonly algorithm?: Algorithm;
  readonly innerAlgorithm?: Algorithm;
  readonly version?: Uint8Array;
  readonly serial?: number;
  readonly extensions?: readonly Uint8Array[] | undefined;
}

export const AT = new Date("2026-11-23T12:00:00Z");

export function ecKey(namedCurve = "P-256"): ForgedKey {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve });
  return { spki: spkiOf(publicKey), privateKey, algorithm: "ecdsa-sha256" };
}

export function rsaKey(modulusLength: number): ForgedKey {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength });
  return { spki: spkiOf(publicKey), privateKey, algorithm: "rsa-sha256" };
}

function spkiOf(key: KeyObject): Uint8Array {
  return new Uint8Array(key.export({ format: "der", type: "spki" }));
}

/** Forges a CA: by itself, or by an issuer. */
export function forgeCa(wish: Wish & { readonly name: string | Uint8Array }): Party {
  return forge({ extensions: [basicConstraints(true), keyUsage(CERT_SIGN)], ...wish });
}

/** Forges a server certificate for `api.example.com`. */
export function forgeLeaf(wish: Wish): Party {
  const extensions = [altNames(dns("api.example.com")), purposes(SERVER_AUTH)];
  return forge({ name: "api.example.com", extensions, ...wish });
}

function forge(wish: Wish): Party {
  const { key = ecKey(), name = "someone" } = wish;
  const dn = typeof name === "string" ? nameOf(name) : name;
  const { issuer = { name: dn, key } } = wish;
  const { algorithm = issuer.key.algorithm } = wish;
  const tbs = sequenceOf(...tbsOf(wish, { dn, key, issuer: issuer.name, algorithm }));
  const signature = bitStringOf(signatureOf(tbs, issuer.key, algorithm));
  const der = sequenceOf(tbs, identifierOf(algorithm), signature);
  return { name: dn, key, certificate: parseCertificate(der) };
}

interface Content {
  readonly dn: Uint8Array;
  readonly key: ForgedKey;
  readonly issuer: Uint8Array;
  readonly algorithm: Algorithm;
}

function tbsOf(wish: Wish, { dn, key, issuer, algorithm }: Content): readonly Uint8Array[] {
  const { from = "250101000000Z", to = "450101000000Z", extensions } = wish;
  return [
    wish.version ?? derOf(0xa0, integerOf(2)),
    integerOf(wish.serial ?? 1),
    identifierOf(wish.innerAlgorithm ?? algorithm),
    issuer,
    sequenceOf(timeOf(from), timeOf(to)),
    dn,
    key.spki,
    ...(extensions === undefined ? [] : [derOf(0xa3, sequenceOf(...extensions))]),
  ];
}

function signatureOf(tbs: Uint8Array, { privateKey }: ForgedKey, algorithm: Algorithm): Uint8Array {
  if (privateKey === undefined) return new Uint8Array(256);
  return new Uint8Array(sign(/sha\d+$/.exec(algorithm)?.[0], tbs, privateKey));
}

function timeOf(text: string): Uint8Array {
  return textOf(text, text.length === 13 ? 0x17 : 0x18);
}

export function nameOf(commonName: string, tag?: number): Uint8Array {
  return sequenceOf(setOf(sequenceOf(oidOf("2.5.4.3"), textOf(commonName, tag))));
}

export function identifierOf(algorithm: Algorithm): Uint8Array {
  const oid = oidOf(OIDS[algorithm]);
  return algorithm.startsWith("rsa") ? sequenceOf(oid, derOf(5)) : sequenceOf(oid);
}

export function extension(oid: string, value: Uint8Array, critical = false): Uint8Array {
  const flag = critical ? [Uint8Array.of(1, 1, 0xff)] : [];
  return sequenceOf(oidOf(oid), ...flag, octetStringOf(value));
}

export function basicConstraints(ca: boolean, pathLength?: number): Uint8Array {
  const flag = ca ? [Uint8Array.of(1, 1, 0xff)] : [];
  const length = pathLength === undefined ? [] : [integerOf(pathLength)];
  return extension("2.5.29.19", sequenceOf(...flag, ...length), true);
}

export function keyUsage(bits: number): Uint8Array {
  return extension("2.5.29.15", bitStringOf(Uint8Array.of(bits)), true);
}

export function purposes(...oids: readonly string[]): Uint8Array {
  return extension("2.5.29.37", sequenceOf(...oids.map(oidOf)));
}

export function altNames(...names: readonly Uint8Array[]): Uint8Array {
  return extension("2.5.29.17", sequenceOf(...names));
}

export function nameConstraints(lists: {
  readonly permitted?: readonly Uint8Array[];
  readonly excluded?: readonly Uint8Array[];
}): Uint8Array {
  const { permitted, excluded } = lists;
  return extension(
    "2.5.29.30",
    sequenceOf(
      ...(permitted === undefined ? [] : [derOf(0xa0, ...permitted.map((one) => sequenceOf(one)))]),
      ...(excluded === undefined ? [] : [derOf(0xa1, ...excluded.map((one) => sequenceOf(one)))]),
    ),
    true,
  );
}

export function dns(name: string): Uint8Array {
  return textOf(name, 0x82);
}

export function email(address: string): Uint8Array {
  return textOf(address, 0x81);
}

export function uri(text: string): Uint8Array {
  return textOf(text, 0x86);
}

export function ip(...octets: readonly number[]): Uint8Array {
  return derOf(0x87, Uint8Array.from(octets));
}

export function directory(name: Uint8Array): Uint8Array {
  return derOf(0xa4, name);
}

export function otherName(): Uint8Array {
  return derOf(0xa0, oidOf("1.3.6.1.5.5.7.8.9"), derOf(0xa0, textOf("someone")));
}

export const CERT_SIGN = 0x04;
export const SERVER_AUTH = "1.3.6.1.5.5.7.3.1";

const OIDS: Readonly<Record<Algorithm, string>> = {
  "ecdsa-sha256": "1.2.840.10045.4.3.2",
  "ecdsa-sha1": "1.2.840.10045.4.1",
  "rsa-sha256": "1.2.840.113549.1.1.11",
  "rsa-sha1": "1.2.840.113549.1.1.5",
  ed25519: "1.3.101.112",
};
