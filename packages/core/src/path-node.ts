import { equalBytes } from "./bytes.ts";
import { type CertificateFields, certificateFieldsOf } from "./certificate-fields.ts";
import type { Certificate } from "./certificate.ts";
import type { PathSearch } from "./path-search.ts";

/** A certificate in a search for paths, with what the gate knows of it. */
export interface PathNode {
  readonly certificate: Certificate;
  readonly fields: CertificateFields;
  readonly issuer: Uint8Array;
  readonly subject: Uint8Array;
  readonly isAnchor: boolean;
}

/** Makes the node of a certificate. */
export function nodeOf(certificate: Certificate, isAnchor: boolean): PathNode {
  const { der } = certificate;
  const fields = certificateFieldsOf(der);
  return {
    certificate,
    fields,
    issuer: der.subarray(fields.issuer, fields.validity),
    subject: der.subarray(fields.subject, fields.spki),
    isAnchor,
  };
}

/** The nodes of all certificates that could stand above the leaf, anchors first. */
export function poolOf({ candidates, anchors = [] }: PathSearch): readonly PathNode[] {
  return [
    ...anchors.map((certificate) => nodeOf(certificate, true)),
    ...candidates.map((certificate) => nodeOf(certificate, false)),
  ];
}

/**
 * Puts nodes in an order that no peer can choose, and drops certificates that stand twice. Of an
 * anchor that was served as well, the anchor stays.
 */
export function inOrder(nodes: readonly PathNode[]): readonly PathNode[] {
  const sorted = nodes.toSorted(
    (a, b) =>
      compareBytes(a.certificate.der, b.certificate.der) || Number(b.isAnchor) - Number(a.isAnchor),
  );
  return sorted.filter((node, i) => {
    const previous = sorted[i - 1];
    return previous === undefined || !equalBytes(node.certificate.der, previous.certificate.der);
  });
}

/** Tells whether two nodes are one CA: a path that meets it twice goes in a circle. */
export function isSameAuthority(a: PathNode, b: PathNode): boolean {
  return equalBytes(a.subject, b.subject) && equalBytes(a.certificate.spki, b.certificate.spki);
}

/** Tells whether a certificate names itself as its issuer. Such CAs do not count in path lengths. */
export function isSelfIssued({ issuer, subject }: PathNode): boolean {
  return equalBytes(issuer, subject);
}

/** Orders whole DER elements. None of them is the beginning of another. */
function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const at = a.findIndex((octet, i) => octet !== b[i]);
  return (a[at] ?? 0) - (b[at] ?? 0);
}
