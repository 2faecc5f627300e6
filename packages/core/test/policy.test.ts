import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { PolicyError } from "../src/errors.ts";
import { canonicalHostname } from "../src/hostname.ts";
import { parsePolicy } from "../src/parse-policy.ts";
import { expiryOf, findRule, isSealed, type Policy, rulesInReach } from "../src/policy.ts";
import { policyJson, ruleJson } from "./policies.ts";

const policy = policyFor(
  ruleJson("example.com", { includeSubdomains: true }),
  ruleJson("api.example.com"),
  { host: "status.example.com", includeSubdomains: true, exclude: true },
  ruleJson("www.example.org"),
  ruleJson("2001:db8::1"),
);

describe("findRule", () => {
  test.each([
    ["example.com", "example.com"],
    ["www.example.com", "example.com"],
    ["a.b.c.example.com", "example.com"],
    ["api.example.com", "api.example.com"],
    ["a.status.example.com", "status.example.com"],
    ["www.example.org", "www.example.org"],
    ["[2001:DB8::1]", "2001:db8::1"],
    ["notexample.com", undefined],
    ["example.org", undefined],
    ["a.www.example.org", undefined],
    ["com", undefined],
  ])("for %s finds the rule of %s", (host, rule) => {
    expect(findRule(policy, canonicalHostname(host))?.host).toBe(rule);
  });

  test("carveout-subdomain: a narrower rule without subdomains does not switch its parent off", () => {
    expect(findRule(policy, canonicalHostname("deep.api.example.com"))?.host).toBe("example.com");
  });

  test("does not depend on the order of the rules", () => {
    fc.assert(
      fc.property(
        fc.shuffledSubarray([...policy.hosts], { minLength: policy.hosts.length }),
        (hosts) => {
          const shuffled = parsePolicy(JSON.parse(JSON.stringify({ ...policy, hosts })));
          for (const host of [
            "x.example.com",
            "api.example.com",
            "y.status.example.com",
            "example.net",
          ]) {
            const hostname = canonicalHostname(host);
            expect(findRule(shuffled, hostname)).toEqual(findRule(policy, hostname));
          }
        },
      ),
    );
  });

  test("takes only a policy that parsePolicy made", () => {
    const copy: Policy = { ...policy };
    expect(isSealed(copy)).toBe(false);
    expect(() => findRule(copy, canonicalHostname("example.com"))).toThrow(PolicyError);
  });
});

test.each([
  [["api.example.com"], ["api.example.com"]],
  [["www.example.com"], ["example.com"]],
  [["a.status.example.com"], ["status.example.com"]],
  [["*.deep.example.com"], ["example.com"]],
  [["not a host"], []],
  [["*.example.com"], ["example.com", "api.example.com", "status.example.com"]],
  [["WWW.Example.Org."], ["www.example.org"]],
  [["w*.example.org"], ["www.example.org"]],
  [["*.org"], []],
  [["*.example.org"], ["www.example.org"]],
  [["example.net"], []],
])("rulesInReach of a certificate for %j are %j", (names, hosts) => {
  expect(rulesInReach(policy, names).map(({ host }) => host)).toEqual(hosts);
});

test("expiryOf is the end of the last day, or never", () => {
  const [dated, excluded] = policyFor(ruleJson("a.example.com", { expires: "2027-06-30" }), {
    host: "b.example.com",
    includeSubdomains: false,
    exclude: true,
  }).hosts.map(expiryOf);
  expect(new Date(dated ?? 0).toISOString()).toBe("2027-07-01T00:00:00.000Z");
  expect(excluded).toBe(Infinity);
});

function policyFor(...hosts: readonly Readonly<Record<string, unknown>>[]): Policy {
  return parsePolicy(policyJson({ hosts }));
}
