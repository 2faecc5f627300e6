import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { PolicyError } from "../src/errors.ts";
import { parsePolicy, parsePolicyText } from "../src/parse-policy.ts";
import { C, policyJson } from "./policies.ts";
import { textProblemsOf } from "./policy-problems.ts";

describe("parsePolicyText", () => {
  test("reads the text of a file", () => {
    expect(parsePolicyText(JSON.stringify(policyJson()))).toEqual(parsePolicy(policyJson()));
  });

  test("duplicate-key-policy: sees a key that stands twice, at any depth", () => {
    const text = JSON.stringify(policyJson()).replace('"pins":', `"pins":["${C}"],"pins":`);
    expect(textProblemsOf(text)).toEqual([["/hosts/0/pins", "json-duplicate-key"]]);
    expect(textProblemsOf('{"a/b":{"~":1,"~":2}}')[0]).toEqual(["/a~1b/~0", "json-duplicate-key"]);
  });

  test.each(["", "{", "{} {}", "\uFEFF{}", "{'a':1}", "[1,]", "[".repeat(100_000)])(
    "refuses %.20j",
    (text) => {
      expect(textProblemsOf(text)).toEqual([["", "json-invalid"]]);
    },
  );

  test("throws nothing but PolicyError", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(() => parsePolicyText(text)).toThrow(PolicyError);
      }),
    );
  });
});
