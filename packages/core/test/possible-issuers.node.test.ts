import { describe, expect, test } from "vitest";

import type { Certificate } from "../src/certificate.ts";
import { possibleIssuers } from "../src/possible-issuers.ts";
import { derOf, sequenceOf } from "./der-writer.ts";
import { AT, forgeCa, forgeLeaf, nameOf, type Party, rsaKey } from "./forge.ts";
import { verifyWithNode } from "./node-port.ts";
import { ca, certificatesOf, leaf, rogueRoot, root, vouch } from "./parties.ts";

describe("possibleIssuers", () => {
  test("finds what our rules refuse and a runtime may accept", () => {
    const old = forgeCa({ name: "Old", issuer: root, to: "250601000000Z" });
    const noCa = forgeCa({ name: "No CA", issuer: old, extensions: [] });
    const sha1 = forgeLeaf({ issuer: { ...noCa, key: rsaKey(2048) }, algorithm: "rsa-sha1" });
    expect(possible(sha1, [root, old, noCa])).toEqual(certificatesOf(noCa, old, root));
    expect(vouch(sha1, [root, old, noCa]).cas).toEqual([]);
  });

  test("finds an issuer whose name is equal only to runtimes that fold it", () => {
    const folded = { ...ca, name: nameOf("EXAMPLE  issuing ca", 0x13) };
    expect(possible(forgeLeaf({ issuer: folded }), [ca])).toEqual(certificatesOf(ca));
  });

  test("leaves out what a name or a signature rules out", () => {
    const other = forgeCa({ name: "Example Issuing CA" });
    expect(possible(leaf, [other, rogueRoot, ca])).toEqual(certificatesOf(ca));
  });

  test("reads no name into what is none", () => {
    const odd = { ...ca, name: sequenceOf(derOf(5)) };
    const oddCa = forgeCa({ name: odd.name, key: ca.key });
    expect(possible(forgeLeaf({ issuer: odd }), [ca, oddCa])).toEqual(certificatesOf(oddCa));
    expect(vouch(forgeLeaf({ issuer: odd }), [ca, oddCa]).cas).toEqual([]);
  });

  test("looks among the anchors too", () => {
    const search = { leaf: leaf.certificate, verifySignature: verifyWithNode, at: AT };
    const found = possibleIssuers({ ...search, candidates: [], anchors: certificatesOf(ca, root) });
    expect(found.cas).toEqual(certificatesOf(ca, root));
  });
});

function possible(leafParty: Party, others: readonly Party[]): readonly Certificate[] {
  const candidates = certificatesOf(...others);
  const search = { leaf: leafParty.certificate, verifySignature: verifyWithNode, at: AT };
  return possibleIssuers({ ...search, candidates }).cas;
}
