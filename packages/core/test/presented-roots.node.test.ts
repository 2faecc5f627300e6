import { describe, expect, test } from "vitest";

import { possibleIn, vouchingIn } from "../src/presented.ts";
import { AT } from "./forge.ts";
import { verifyWithNode } from "./node-port.ts";
import { ca, leaf, rogueRoot, root } from "./parties.ts";

const served = {
  kind: "served",
  ders: [leaf.certificate.der, ca.certificate.der],
  verifySignature: verifyWithNode,
} as const;

describe("roots that the runtime left out of what it shows", () => {
  test("vouch like what was served", () => {
    const roots = (): readonly Uint8Array[] => [rogueRoot.certificate.der, root.certificate.der];
    const spkis = vouchingIn({ ...served, roots }, leaf.certificate, AT).cas.map(
      ({ spki }) => spki,
    );
    expect(spkis).toEqual([ca.certificate.spki, root.certificate.spki]);
  });

  test("need not be there: a CA below them vouches without", () => {
    const { cas } = vouchingIn(served, leaf.certificate, AT);
    expect(cas.map(({ spki }) => spki)).toEqual([ca.certificate.spki]);
  });
});

describe("distrusted-hidden-by-budget: more certificates than any honest server shows", () => {
  const ders = [...served.ders, ...Array<Uint8Array>(99).fill(rogueRoot.certificate.der)];

  test("are not searched, and the verdict is told so", () => {
    for (const search of [vouchingIn, possibleIn]) {
      const { cas, exhausted } = search({ ...served, ders }, leaf.certificate, AT);
      expect([cas, exhausted]).toEqual([[], true]);
    }
  });

  test("one less is searched", () => {
    for (const search of [vouchingIn, possibleIn]) {
      const fewer = { ...served, ders: ders.slice(0, -1) };
      const { cas, exhausted } = search(fewer, leaf.certificate, AT);
      expect([cas.length, exhausted]).toEqual([1, false]);
    }
  });
});
