import { parsePolicy } from "@tlspin/core";
import { forgeRoot, type ForgedCa, type ForgedParty } from "@tlspin/testing";
import { beforeAll, describe, expect, test } from "vitest";

import { asksForCas, rootsFor } from "../src/roots.ts";

let root: ForgedCa;
let other: ForgedCa;
let leaf: ForgedParty;
beforeAll(async () => {
  root = await forgeRoot({ name: "Example Root" });
  other = await forgeRoot({ name: "Other Root" });
  leaf = await root.issueLeaf({ hosts: ["api.example.com"] });
});

describe("rootsFor", () => {
  test("finds the root that issued, in each form that node:tls takes", () => {
    const bundle = `${other.pem}\n${root.pem}`;
    const der = Uint8Array.from(root.certificate);
    for (const ca of [bundle, [other.pem, root.pem], Buffer.from(bundle), [der], der]) {
      expect(rootsFor([leaf.certificate], ca).map((found) => [...found])).toEqual([[...der]]);
    }
  });

  test("leaves out roots that issued none of it", () => {
    expect(rootsFor([leaf.certificate], other.pem)).toEqual([]);
  });

  test("gives all of them where a certificate cannot be read", () => {
    const unreadable = Uint8Array.of(0x30, 0);
    expect(rootsFor([leaf.certificate, unreadable], [root.pem, other.pem])).toHaveLength(2);
  });

  test("refuses what is no certificate", () => {
    expect(() => rootsFor([leaf.certificate], "not PEM")).toThrow("PEM");
    expect(() => rootsFor([leaf.certificate], 7)).toThrow("ca: must be PEM or DER");
  });
});

describe("asksForCas", () => {
  const leafPin = `sha256/${"A".repeat(43)}=`;
  const backup = `sha256/${"B".repeat(42)}A=`;
  const stolen = `sha256/${"C".repeat(42)}A=`;

  test.each([
    ["leaf pins", {}, false],
    ["a CA pin", { pins: [{ spki: leafPin, at: "ca" }] }, true],
    ["a CA pin in reserve", { backupPins: [{ spki: backup, at: "ca" }] }, true],
    ["a distrusted key", { distrusted: [{ spki: stolen }] }, true],
  ])("%s: %s", (_, fields, asks) => {
    const pins = { pins: [leafPin], backupPins: [backup] };
    const hosts = [{ host: "api.example.com", includeSubdomains: false, ...pins, ...fields }];
    expect(
      asksForCas(parsePolicy({ version: 1, revision: 1, unlistedHosts: "reject", hosts })),
    ).toBe(asks);
  });
});
