import { X509Certificate } from "node:crypto";
import tls from "node:tls";

import { parsePem, type Policy } from "@tlspin/core";

/**
 * The trust anchors (DER) that may have issued one of a chain's certificates: of the `ca` of a dial, or
 * of the runtime's store. Deno hides those of its store from the hook, a peer who appends a certificate
 * makes Deno and Bun hide any, and Node.js shows an expired certificate of a root's name in its stead. A
 * pin of a root, or distrust of one, needs them.
 *
 * @throws {Error} The store may not be read, or the `ca` is not PEM or DER.
 */
export function rootsFor(ders: readonly Uint8Array[], ca: unknown): readonly Uint8Array[] {
  const roots = ca === undefined ? defaultRoots() : rootsIn(ca);
  const named = new Set(ders.map(issuerOf));
  // Of a certificate that the runtime cannot read, any could be the issuer.
  const anyone = named.has(undefined);
  return roots.filter(({ subject }) => anyone || named.has(subject)).map(({ der }) => der);
}

/**
 * Reads the runtime's store, once.
 *
 * @throws {Error} It may not be read. Deno asks for permission.
 */
export function defaultRoots(): readonly Root[] {
  store ??= storedTexts().flatMap(rootsOfText);
  return store;
}

// Node.js before 22.15 lists what came with it, and not what NODE_EXTRA_CA_CERTS adds.
function storedTexts(): readonly string[] {
  const { getCACertificates }: Partial<Pick<typeof tls, "getCACertificates">> = tls;
  return getCACertificates?.("default") ?? tls.rootCertificates;
}

/** Whether a policy names a key of a CA, so that roots matter. */
export function asksForCas({ hosts }: Policy): boolean {
  return hosts.some((rule) => {
    if (rule.exclude === true) return false;
    const pins = [...rule.pins, ...rule.backupPins];
    return rule.distrusted.length > 0 || pins.some(({ at }) => at === "ca");
  });
}

interface Root {
  readonly der: Uint8Array;
  readonly subject: string | undefined;
}

function rootsIn(ca: unknown): readonly Root[] {
  return (Array.isArray(ca) ? ca : [ca]).flatMap((one: unknown) => {
    if (typeof one === "string") return rootsOfCallers(one);
    if (!(one instanceof Uint8Array)) throw new TypeError("ca: must be PEM or DER");
    const isDer = one[0] === DER_SEQUENCE;
    return isDer ? [rootOf(one)] : rootsOfText(new TextDecoder().decode(one));
  });
}

/** The roots of one PEM, remembered: each dial gives the same texts again, at most a list of a store's. */
function rootsOfCallers(pem: string): readonly Root[] {
  const roots = remembered.get(pem) ?? rootsOfText(pem);
  if (remembered.size === MOST_REMEMBERED) remembered.clear();
  remembered.set(pem, roots);
  return roots;
}

/** The name of who issued a certificate, remembered: a server shows the same ones each time. */
function issuerOf(der: Uint8Array): string | undefined {
  const key = Buffer.from(der.buffer, der.byteOffset, der.byteLength).toString("latin1");
  const issuer = issuerNames.get(key) ?? namesOf(der)?.issuer;
  if (issuerNames.size === MOST_ISSUERS) issuerNames.clear();
  if (der.byteLength <= LONGEST_REMEMBERED) issuerNames.set(key, issuer);
  return issuer;
}

function rootsOfText(pem: string): readonly Root[] {
  return parsePem(pem)
    .filter(({ label }) => label.endsWith("CERTIFICATE"))
    .map(({ der }) => rootOf(der));
}

function rootOf(der: Uint8Array): Root {
  return { der, subject: namesOf(der)?.subject };
}

function namesOf(der: Uint8Array): Pick<X509Certificate, "issuer" | "subject"> | undefined {
  try {
    return new X509Certificate(der);
  } catch {
    return undefined;
  }
}

let store: readonly Root[] | undefined;

const remembered = new Map<string, readonly Root[]>();

const MOST_REMEMBERED = 1024;

const issuerNames = new Map<string, string | undefined>();

// About a megabyte of what peers sent, at most.
const MOST_ISSUERS = 256;
const LONGEST_REMEMBERED = 4096;

const DER_SEQUENCE = 0x30;
