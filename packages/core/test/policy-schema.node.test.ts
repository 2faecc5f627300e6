import { readFileSync } from "node:fs";

import { type Schema, Validator } from "@cfworker/json-schema";
import { describe, expect, test } from "vitest";

import { policyJsonSchema } from "../scripts/policy-json-schema.ts";
import { parsePolicy } from "../src/parse-policy.ts";
import { A, B, policyJson, ruleJson } from "./policies.ts";

describe("policy.schema.json", () => {
  test.each(["core", "node", "cli"])(
    "of packages/%s is what the parser's schema gives (pnpm schema)",
    (folder) => {
      const file = new URL(`../../${folder}/policy.schema.json`, import.meta.url);
      expect(JSON.parse(readFileSync(file, "utf8"))).toEqual(policyJsonSchema());
    },
  );

  test.each([
    ["the least policy", policyJson()],
    ["the policy that the parser wrote out", JSON.parse(JSON.stringify(parsePolicy(policyJson())))],
    [
      "every form of a pin",
      policyJson({
        hosts: [
          ruleJson("a.example.com", {
            pins: [A, { spki: A, at: "ca" }],
            backupPins: [{ certificate: B, note: "n" }],
            distrusted: [A, { certificate: B }],
            expires: "2027-06-30",
          }),
        ],
      }),
    ],
    [
      "an excluded host",
      policyJson({
        $schema: "./x",
        hosts: [{ host: "a.example.com", includeSubdomains: true, exclude: true }],
      }),
    ],
  ])("accepts %s", (_, json) => {
    expect(validate(json)).toBe(true);
  });

  test.each([
    ["an unknown key", policyJson({ hostz: [] })],
    [
      "an unknown key of a pin",
      policyJson({ hosts: [ruleJson("a.example.com", { pins: [{ spki: A, where: "leaf" }] })] }),
    ],
    ["no unlistedHosts", { ...policyJson(), unlistedHosts: undefined }],
    ["no hosts", policyJson({ hosts: [] })],
    ["a short pin", policyJson({ hosts: [ruleJson("a.example.com", { pins: ["sha256/AAAA"] })] })],
    [
      "pins on an excluded host",
      policyJson({ hosts: [ruleJson("a.example.com", { exclude: true })] }),
    ],
    ["a local time", policyJson({ issued: "2026-11-01" })],
  ])("refuses %s, as the parser does", (_, json) => {
    expect(validate(json)).toBe(false);
    expect(() => parsePolicy(json)).toThrow("is not valid");
  });
});

function validate(json: unknown): boolean {
  const schema: Schema = JSON.parse(JSON.stringify(policyJsonSchema()));
  return new Validator(schema, "2020-12").validate(JSON.parse(JSON.stringify(json))).valid;
}
