import { describe, expect, test } from "vitest";

import { lint, lintText, RULE_TITLES } from "../src/index.ts";
import { A, AT, policyJson, policyOf, ruleJson } from "./policies.ts";

describe("lint", () => {
  test("takes a parsed policy and raw JSON alike", () => {
    const json = policyJson();
    expect(lint(json, { at: AT })).toEqual(lint(policyOf([ruleJson()]), { at: AT }));
  });

  test("names every problem of a policy that does not load, as an error with what to do", () => {
    const { valid, findings } = lint(
      { ...policyJson(), unlistedHosts: undefined, hosts: [ruleJson({ backupPins: [A] })] },
      { at: AT },
    );
    expect(valid).toBe(false);
    expect(findings.map(({ id, severity, pointer }) => [id, severity, pointer])).toEqual([
      ["key-missing", "error", "/unlistedHosts"],
      ["pin-duplicate", "error", "/hosts/0/backupPins/0"],
    ]);
    expect(findings.every(({ fix }) => fix.length > 0)).toBe(true);
  });

  test("judges no rule where the policy does not load", () => {
    const { rules } = lint({}, { at: AT });
    expect(rules).toHaveLength(RULE_TITLES.length);
    expect(new Set(rules.map(({ status }) => status))).toEqual(new Set(["not-judged"]));
  });

  test("of a text, sees keys that stand twice", () => {
    const text = JSON.stringify(policyJson()).replace("{", '{"revision":1,');
    expect(lintText(text, { at: AT }).findings[0]).toMatchObject({ id: "json-duplicate-key" });
  });

  test("a rule that lacks evidence never passes", () => {
    const { rules } = lint(policyJson(), { at: AT });
    const status = new Map(rules.map((rule) => [rule.id, rule]));
    for (const id of ["backup-on-chain", "chain-refused", "pin-unused", "managed-leaf-key"])
      expect(status.get(id as never)).toMatchObject({
        status: "not-judged",
        notJudged: [expect.objectContaining({ needs: "chain", host: "api.example.com" })],
      });
    expect(status.get("revision-not-raised")).toEqual({
      id: "revision-not-raised",
      status: "not-judged",
      notJudged: [{ pointer: "/revision", needs: "base" }],
    });
    expect(status.get("certificate-pin")?.status).toBe("passed");
  });

  test("lists findings rule by rule, the second rule before the tenth", () => {
    const hosts = Array.from({ length: 11 }, (_, i) => ruleJson({ host: `h${i}.example.com` }));
    const pointers = lint(policyJson({ hosts }), { at: AT }).findings.map(({ pointer }) => pointer);
    expect(pointers[0]).toBe("/unlistedHosts");
    expect(pointers.indexOf("/hosts/2")).toBeLessThan(pointers.indexOf("/hosts/10"));
  });

  test("refuses a time that is none, and a horizon that is no number of days", () => {
    expect(() => lint(policyJson(), { at: new Date(Number.NaN) })).toThrow("at: is no time");
    expect(() => lint(policyJson(), { at: AT, horizon: -1 })).toThrow("horizon: -1");
  });

  test("each rule has a title of its own", () => {
    expect(new Set(RULE_TITLES.map(({ title }) => title)).size).toBe(RULE_TITLES.length);
    expect(new Set(RULE_TITLES.map(({ id }) => id)).size).toBe(RULE_TITLES.length);
  });
});
