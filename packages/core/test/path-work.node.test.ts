import { describe, expect, test } from "vitest";

import type { SignatureCheck } from "../src/path-search.ts";
import { vouchingCas } from "../src/path.ts";
import { possibleIssuers } from "../src/possible-issuers.ts";
import { AT, ecKey, forgeCa, forgeLeaf, nameOf, type Party } from "./forge.ts";
import { verifyWithNode } from "./node-port.ts";
import { certificatesOf, root, vouch } from "./parties.ts";

describe("the budget of a search", () => {
  test("ends a climb over 100 CAs, and says so", () => {
    const floors = tower(100);
    const top = floors.at(-1) ?? root;
    const found = vouch(forgeLeaf({ issuer: top }), floors);
    expect(found.exhausted).toBe(true);
    expect(found.cas.length).toBeLessThan(20);
    expect(found.cas).not.toContain(root.certificate);
  });

  test("ends in a net of CAs of one name that certify each other, alike in any order", () => {
    const keys = Array.from({ length: 12 }, () => ecKey());
    const net = keys.flatMap((key) =>
      keys
        .filter((other) => other !== key)
        .map((other) => forgeCa({ name: "Net", key: other, issuer: { name: nameOf("Net"), key } })),
    );
    const [first = root] = net;
    const start = forgeLeaf({ issuer: { name: nameOf("Net"), key: first.key } });
    let calls = 0;
    const search = {
      leaf: start.certificate,
      verifySignature: (check: SignatureCheck) => {
        calls++;
        return verifyWithNode(check);
      },
      at: AT,
    };
    const candidates = certificatesOf(...net);
    const forward = vouchingCas({ ...search, candidates });
    const backward = vouchingCas({ ...search, candidates: candidates.toReversed() });
    expect(forward.exhausted).toBe(true);
    expect(backward).toEqual(forward);
    expect(calls).toBeLessThanOrEqual(2 * 64);
    const possible = possibleIssuers({ ...search, candidates });
    expect(possible.exhausted).toBe(true);
    expect(possible.cas).toHaveLength(candidates.length);
  });

  test("ends among 300 certificates of the issuer's name", () => {
    const key = ecKey();
    const crowd = Array.from({ length: 300 }, (_, serial) =>
      forgeCa({ name: "Crowd", key, serial: serial % 128, extensions: [] }),
    );
    const [first = root] = crowd;
    const start = forgeLeaf({ issuer: first });
    const search = {
      leaf: start.certificate,
      candidates: certificatesOf(...crowd),
      verifySignature: verifyWithNode,
      at: AT,
    };
    expect(vouchingCas(search)).toEqual({ cas: [], unsupported: false, exhausted: true });
    const possible = possibleIssuers(search);
    expect(possible.exhausted).toBe(true);
    expect(possible.cas).toHaveLength(300);
  }, 30_000);

  test("goes through no circle twice", () => {
    const a = ecKey();
    const b = ecKey();
    const [nameA, nameB] = [nameOf("A"), nameOf("B")];
    const aByB = forgeCa({ name: nameA, key: a, issuer: { name: nameB, key: b } });
    const bByA = forgeCa({ name: nameB, key: b, issuer: { name: nameA, key: a } });
    const found = vouch(forgeLeaf({ issuer: aByB }), [aByB, bByA, root]);
    expect(found).toEqual({
      cas: certificatesOf(aByB, bByA),
      unsupported: false,
      exhausted: false,
    });
    expect(vouch(forgeLeaf({ issuer: aByB }), [aByB, bByA], [root]).cas).toEqual([]);
  });
});

/** A chain of so many CAs, the lowest last. */
function tower(height: number): readonly Party[] {
  const floors = [root];
  for (let i = 0; i < height; i++) {
    floors.push(forgeCa({ name: `CA ${i}`, issuer: floors.at(-1) ?? root }));
  }
  return floors;
}
