import { join } from "node:path";

import { expect, test } from "vitest";

import { installedClosure } from "../src/installed-closure.ts";

const PACKAGES = join(import.meta.dirname, "../../../packages");

test("a package needs what its dependencies need, and nothing that only its tests do", () => {
  const names = installedClosure([join(PACKAGES, "tls")]).map(({ id }) =>
    id.replace(/@[^@]*$/, ""),
  );
  expect(names).toEqual(expect.arrayContaining(["@tlspin/tls", "@tlspin/core", "asn1js"]));
  // Of asn1js, and installed where only asn1js sees it.
  expect(names).toContain("@peculiar/utils");
  expect(names).not.toContain("fast-check");
  expect(new Set(names).size).toBe(names.length);
});
