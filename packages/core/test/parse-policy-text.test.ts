import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { PolicyError } from "../src/errors.ts";
import { parsePolicy, parsePolicyText } from "../src/parse-policy.ts";
import { C, policyJson, ruleJson } from "./policies.ts";
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

  test("duplicate-key-policy: sees it in another spelling, and under the name of the prototype", () => {
    const text = JSON.stringify(policyJson()).replace('"pins":', `"pi\\u006es":["${C}"],"pins":`);
    expect(textProblemsOf(text)).toEqual([["/hosts/0/pins", "json-duplicate-key"]]);
    const polluting = JSON.stringify(policyJson()).replace("{", '{"__proto__":1,"__proto__":2,');
    expect(textProblemsOf(polluting)).toEqual([
      ["/__proto__", "json-duplicate-key"],
      ["/__proto__", "key-unknown"],
    ]);
  });

  test.each(["__proto__", "constructor", "prototype", "toString"])(
    "refuses the key %s at any depth, and pollutes nothing",
    (key) => {
      const hosts = [ruleJson("api.example.com")];
      for (const place of ["{", '"hosts":[{']) {
        const text = JSON.stringify(policyJson({ hosts })).replace(
          place,
          `${place}"${key}":{"exclude":true,"mode":"report-only"},`,
        );
        expect(textProblemsOf(text)).toEqual([
          [place === "{" ? `/${key}` : `/hosts/0/${key}`, "key-unknown"],
        ]);
      }
      expect(Reflect.get({}, "exclude")).toBeUndefined();
    },
  );

  test.each(["1e999", "-1", "9007199254740993", "1.5", "1e-7", "-0.1", '"1"', "null"])(
    "refuses the revision %s",
    (revision) => {
      const text = JSON.stringify(policyJson()).replace('"revision":1', `"revision":${revision}`);
      expect(textProblemsOf(text).map(([pointer]) => pointer)).toContain("/revision");
    },
  );

  test("refuses nesting that would exhaust a stack, where it is and as what it is", () => {
    const nested = `${'{"note":'.repeat(40)}1${"}".repeat(40)}`;
    const text = JSON.stringify(policyJson()).replace("{", `{"note":${nested},`);
    expect(textProblemsOf(text).map(([, code]) => code)).toContain("json-invalid");
  });

  test("reads lines that end as Windows ends them", () => {
    const text = JSON.stringify(policyJson(), undefined, 2).replaceAll("\n", "\r\n");
    expect(parsePolicyText(text)).toEqual(parsePolicy(policyJson()));
  });

  test("says what a byte order mark is, and what to do about it", () => {
    const text = `\uFEFF${JSON.stringify(policyJson())}`;
    expect(() => parsePolicyText(text)).toThrow("begins with a byte order mark (save the file");
  });

  test("names what stands for no character: it is no host and no pin", () => {
    for (const text of ["\\ud800", "\\u0000", "\uFFFD"]) {
      const hosts = JSON.stringify(policyJson()).replace(
        "api.example.com",
        `api${text}.example.com`,
      );
      expect(textProblemsOf(hosts)).toEqual([["/hosts/0/host", "host-invalid"]]);
    }
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
