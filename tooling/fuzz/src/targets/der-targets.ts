import { createPublicKey, X509Certificate } from "node:crypto";

import {
  type Certificate,
  CertificateError,
  detailsOf,
  parseCertificate,
  parseCertificateRequest,
  parseSpki,
} from "@tlspin/core";
import {
  bitStringOf,
  contextOf,
  integerOf,
  oidOf,
  sequenceOf,
  setOf,
  utf8StringOf,
} from "@tlspin/testing";

import { bytesOfTree, treeOf } from "../der-tree.ts";
import { mutateDer } from "../mutate-der.ts";
import { hold, sameJson, type Target, unlessRefused } from "../target.ts";
import type { World } from "../world.ts";

/** The strict gate, through all that it lets in: keys, certification requests, certificates. */
export function gateTarget(world: World): Target {
  return {
    name: "gate",
    seeds: [requestOf(world), ...certificatesOf(world), spkiOf(world)],
    mutate: mutateDer,
    run(input) {
      const spki = unlessRefused(CertificateError, () => parseSpki(input).spki);
      const request = unlessRefused(CertificateError, () => parseCertificateRequest(input).der);
      const certificate = unlessRefused(CertificateError, () => parseCertificate(input).der);
      for (const der of [spki, request, certificate]) {
        if (der === undefined) continue;
        const tree = treeOf(der);
        hold(tree !== undefined, "what the gate admits is one element");
        const written = bytesOfTree(tree ?? { tag: 0, content: [] });
        hold(Buffer.compare(written, der) === 0, "what the gate admits is written in one way only");
      }
    },
  };
}

/** What is read of a certificate, compared with OpenSSL's reading. */
export function certificateTarget(world: World): Target {
  return {
    name: "certificate",
    seeds: certificatesOf(world),
    mutate: mutateDer,
    run(input) {
      const certificate = unlessRefused(CertificateError, () => parseCertificate(input));
      if (certificate === undefined) return;
      holdsOneKey(certificate);
      holdsOneReading(certificate);
    },
  };
}

function holdsOneKey({ der, spki }: Certificate): void {
  hold(Buffer.from(der).includes(spki), "a key is part of its certificate");
  const theirs = unlessRefused(Error, () => new X509Certificate(der).publicKey);
  const ours = unlessRefused(Error, () =>
    createPublicKey({ key: Buffer.from(spki), format: "der", type: "spki" }),
  );
  if (theirs === undefined || ours === undefined) return;
  hold(ours.equals(theirs), "our slice is the key that OpenSSL reads");
}

/** `mutated-der-after-memo`: what is remembered of bytes does not follow the bytes. */
function holdsOneReading({ der, spki }: Certificate): void {
  const bytes = der.slice();
  const certificate = { der: bytes, spki };
  const details = unlessRefused(CertificateError, () => detailsOf(certificate));
  const before = JSON.stringify(details);
  bytes.reverse();
  unlessRefused(CertificateError, () => detailsOf(certificate));
  hold(JSON.stringify(details) === before, "details are copies");
  bytes.reverse();
  const again = unlessRefused(CertificateError, () => detailsOf(certificate));
  hold(sameJson(details, again), "the same bytes are read alike");
}

function certificatesOf({ parties }: World): Target["seeds"] {
  const [first = new Uint8Array(), ...others] = [...parties.values()].map((one) => one.certificate);
  return [first, ...others];
}

function spkiOf({ parties }: World): Uint8Array {
  return parties.get("leaf")?.spki ?? new Uint8Array();
}

/** A request for the leaf's key. What stands where a signature should, nobody checks here. */
function requestOf(world: World): Uint8Array {
  const subject = sequenceOf(setOf(sequenceOf(oidOf("2.5.4.3"), utf8StringOf("api.example.com"))));
  const content = sequenceOf(integerOf(Uint8Array.of(0)), subject, spkiOf(world), contextOf(0));
  return sequenceOf(content, sequenceOf(oidOf("1.3.101.112")), bitStringOf(new Uint8Array(64)));
}
