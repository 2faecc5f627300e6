import { expect, test } from "vitest";

import { packagesIn } from "../src/workspace.ts";

// Turbo builds what a package depends on. Without this, a rule could read an old build or none.
test("the rules depend on every package, so that all are built before the rules read them", () => {
  const [rules] = packagesIn("tooling/architecture");
  const names = packagesIn("packages/*").map(({ manifest }) => manifest.name);
  expect(Object.keys(rules?.manifest.devDependencies ?? {})).toEqual(expect.arrayContaining(names));
});
