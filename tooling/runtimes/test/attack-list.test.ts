import { readFileSync } from "node:fs";

import { contractScenarios } from "@tlspin/testing";
import { describe, expect, test } from "vitest";

import { withAttacks } from "../src/attack-list.ts";
import { SECURITY } from "../src/documents.ts";

describe("SECURITY.md", () => {
  test("lists exactly the attacks of the contract suite (src/write-attacks.ts writes them)", () => {
    const text = readFileSync(SECURITY, "utf8");
    expect(text).toBe(withAttacks(text));
  });

  test("cannot list an attack that has no scenario, nor leave one out", () => {
    const stale = "before <!-- attacks: x -->\n- `gone`: It is gone.\n<!-- /attacks --> after";
    const fresh = withAttacks(stale);
    expect(fresh).not.toContain("`gone`");
    for (const { name } of contractScenarios()) expect(fresh).toContain(`- \`${name}\`: `);
    expect(fresh).toMatch(/^before <!-- attacks: x -->\n[^]*<!-- \/attacks --> after$/);
  });
});
