import { describe, expect, test } from "vitest";

import { filesIn, packagesIn } from "../src/workspace.ts";

const [core] = filesIn("packages/core/policy.schema.json");

describe("the JSON Schema of the policy", () => {
  const shipping = packagesIn("packages/*").filter(({ manifest }) =>
    (manifest.files ?? []).includes("policy.schema.json"),
  );

  test.each(shipping)("is in $folder as it is in the core", ({ folder }) => {
    expect(core?.text).toBeDefined();
    expect(filesIn(`${folder}/policy.schema.json`)[0]?.text).toBe(core?.text);
  });
});
