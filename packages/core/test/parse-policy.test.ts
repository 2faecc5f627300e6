import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { PolicyError } from "../src/errors.ts";
import { parsePolicy } from "../src/parse-policy.ts";
import { A, B, C, policyJson, ruleJson } from "./policies.ts";
import { messageOf, problemsOf } from "./policy-problems.ts";

describe("parsePolicy", () => {
  test("writes every default out: a default may only reject more", () => {
    expect(parsePolicy(policyJson())).toEqual({
      version: 1,
      revision: 1,
      minTls: "1.2",
      unlistedHosts: "unpinned",
      hosts: [
        {
          host: "api.example.com",
          includeSubdomains: false,
          mode: "enforce",
          pins: [{ spki: A, at: "leaf" }],
          backupPins: [{ spki: B, at: "leaf" }],
          distrusted: [],
          onExpiry: "reject",
        },
      ],
    });
  });

  test("keeps all that a full policy says", () => {
    const full = {
      version: 1,
      revision: 7,
      issued: "2026-11-01T00:00:00Z",
      ownedDomains: ["example.com"],
      minTls: "1.3",
      unlistedHosts: "reject",
      note: "for the desktop app and its services",
      hosts: [
        {
          host: "example.com",
          includeSubdomains: true,
          mode: "report-only",
          pins: [
            { spki: A, at: "ca", note: "our CA" },
            { certificate: A, at: "leaf" },
          ],
          backupPins: [{ spki: B, at: "leaf", note: "in the safe" }],
          distrusted: [{ spki: C, note: "stolen" }, { certificate: C }],
          expires: "2027-06-30",
          onExpiry: "unpin",
          note: "api and www",
        },
        {
          host: "status.example.com",
          includeSubdomains: true,
          exclude: true,
          note: "hosted elsewhere",
        },
      ],
    };
    expect(parsePolicy({ $schema: "./policy.schema.json", ...full })).toEqual(full);
  });

  test("is frozen to its depth", () => {
    const policy = parsePolicy(policyJson());
    const [rule] = policy.hosts;
    expect(
      [policy, policy.hosts, rule, rule?.exclude === true ? rule : rule?.pins[0]].every(
        Object.isFrozen,
      ),
    ).toBe(true);
  });

  test("gives back a policy that it made, and parses what that prints to an equal one", () => {
    const policy = parsePolicy(policyJson());
    expect(parsePolicy(policy)).toBe(policy);
    const copy = parsePolicy(JSON.parse(JSON.stringify(policy)));
    expect(copy).not.toBe(policy);
    expect(JSON.stringify(copy)).toBe(JSON.stringify(policy));
  });

  test("spells hosts canonically, so that two spellings of one host are a repetition", () => {
    const hosts = [ruleJson("API.example.com."), ruleJson("api.EXAMPLE.com")];
    expect(problemsOf(policyJson({ hosts }))).toEqual([["/hosts/1/host", "host-duplicate"]]);
  });

  test("a polluted prototype opens nothing", () => {
    const policy = parsePolicy(policyJson());
    const [rule] = policy.hosts;
    const prototype: object = Object.prototype;
    Object.defineProperty(prototype, "exclude", { value: true, configurable: true });
    try {
      expect(rule?.exclude).toBeUndefined();
      expect(parsePolicy(policyJson({ revision: 2 })).hosts[0]?.exclude).toBeUndefined();
    } finally {
      Reflect.deleteProperty(prototype, "exclude");
    }
  });

  test("reports every problem of a file at once, each with its JSON Pointer", () => {
    const problems = problemsOf({
      version: 2,
      revision: -1,
      unlistedHosts: "maybe",
      hosts: [
        ruleJson("https://api.example.com/", {
          onExpire: "unpin",
          pins: ["sha256/x", { spki: A, at: "root" }],
        }),
        ruleJson("com", { includeSubdomains: true, backupPins: [] }),
        ruleJson("www.example.com", { pins: [A, B], expires: "2027-02-30", note: 5 }),
        { host: "old.example.com", includeSubdomains: false, exclude: false },
        "example.com",
      ],
    });
    expect(problems).toEqual([
      ["/hosts/0/onExpire", "key-unknown"],
      ["/version", "value-invalid"],
      ["/revision", "value-invalid"],
      ["/unlistedHosts", "value-invalid"],
      ["/hosts/0/host", "host-invalid"],
      ["/hosts/0/pins/0", "pin-invalid"],
      ["/hosts/0/pins/1/at", "value-invalid"],
      ["/hosts/1/includeSubdomains", "subdomains-invalid"],
      ["/hosts/1/backupPins", "backup-missing"],
      ["/hosts/2/expires", "date-invalid"],
      ["/hosts/2/note", "value-invalid"],
      ["/hosts/2/backupPins/0", "pin-duplicate"],
      ["/hosts/3/exclude", "value-invalid"],
      ["/hosts/4", "value-invalid"],
    ]);
  });

  test.each([
    ["no object", null, [["", "value-invalid"]]],
    [
      "an unlisted default",
      { ...policyJson(), unlistedHosts: undefined },
      [["/unlistedHosts", "key-missing"]],
    ],
    ["no hosts", { ...policyJson(), hosts: undefined }, [["/hosts", "key-missing"]]],
    ["an empty list of hosts", policyJson({ hosts: [] }), [["/hosts", "value-invalid"]]],
    ["hosts that are no list", policyJson({ hosts: {} }), [["/hosts", "value-invalid"]]],
    [
      "no includeSubdomains",
      policyJson({ hosts: [{ host: "a.example.com", pins: [A], backupPins: [B] }] }),
      [["/hosts/0/includeSubdomains", "key-missing"]],
    ],
    ["no pin", withRule({ pins: [] }), [["/hosts/0/pins", "pins-missing"]]],
    [
      "no backup pin (RFC 7469 §4.3)",
      withRule({ backupPins: [] }),
      [["/hosts/0/backupPins", "backup-missing"]],
    ],
    [
      "a backup that is the pin itself",
      withRule({ backupPins: [A] }),
      [["/hosts/0/backupPins/0", "pin-duplicate"]],
    ],
    [
      "one key at two places",
      withRule({ backupPins: [{ spki: A, at: "ca" }, B] }),
      [["/hosts/0/backupPins/0", "pin-duplicate"]],
    ],
    [
      "a key distrusted twice",
      withRule({ distrusted: [C, { spki: C }] }),
      [["/hosts/0/distrusted/1", "pin-duplicate"]],
    ],
    [
      "a pin of two kinds",
      withRule({ pins: [{ spki: A, certificate: C }] }),
      [["/hosts/0/pins/0/spki", "key-unknown"]],
    ],
    [
      "a pin of no kind",
      withRule({ pins: [{ at: "leaf" }] }),
      [["/hosts/0/pins/0/spki", "key-missing"]],
    ],
    [
      "subdomains of an address",
      policyJson({ hosts: [ruleJson("192.0.2.1", { includeSubdomains: true })] }),
      [["/hosts/0/includeSubdomains", "subdomains-invalid"]],
    ],
    [
      "a host outside ownedDomains",
      policyJson({ ownedDomains: ["example.org"] }),
      [["/hosts/0/host", "host-not-owned"]],
    ],
    [
      "an owned domain that is a URL",
      policyJson({ ownedDomains: ["https://example.com"] }),
      [["/ownedDomains/0", "host-invalid"]],
    ],
    ["a local time", policyJson({ issued: "2026-11-01T00:00:00" }), [["/issued", "date-invalid"]]],
    [
      "a day that does not exist",
      policyJson({ issued: "2026-02-30T00:00:00Z" }),
      [["/issued", "date-invalid"]],
    ],
    [
      "an instant as the last day",
      withRule({ expires: "2027-06-30T00:00:00Z" }),
      [["/hosts/0/expires", "date-invalid"]],
    ],
    ["a fraction as revision", policyJson({ revision: 1.5 }), [["/revision", "value-invalid"]]],
    [
      "a revision that a double cannot hold",
      policyJson({ revision: 2 ** 53 }),
      [["/revision", "value-invalid"]],
    ],
    [
      "pins on an excluded host",
      policyJson({ hosts: [ruleJson("a.example.com", { exclude: true })] }),
      [
        ["/hosts/0/pins", "key-unknown"],
        ["/hosts/0/backupPins", "key-unknown"],
      ],
    ],
    [
      "a name of Object.prototype as key",
      JSON.parse(JSON.stringify(policyJson()).replace("{", '{"__proto__":{},"toString":1,')),
      [
        ["/__proto__", "key-unknown"],
        ["/toString", "key-unknown"],
      ],
    ],
    [
      "NaN",
      policyJson({ note: Number.NaN }),
      [
        ["/note", "json-invalid"],
        ["/note", "value-invalid"],
      ],
    ],
  ])("refuses %s", (_, json, problems) => {
    expect(problemsOf(json)).toEqual(problems);
  });

  test("misses no backup beside a host that is none", () => {
    const rule = ruleJson("https://api.example.com/", { backupPins: [], expires: "soon" });
    expect(problemsOf(policyJson({ hosts: [rule] }))).toEqual([
      ["/hosts/0/host", "host-invalid"],
      ["/hosts/0/expires", "date-invalid"],
      ["/hosts/0/backupPins", "backup-missing"],
    ]);
  });

  test("needs no backup where nothing is enforced", () => {
    expect(() => parsePolicy(withRule({ mode: "report-only", backupPins: [] }))).not.toThrow();
  });

  test("corrects a near miss, and names the keys otherwise", () => {
    expect(messageOf(withRule({ includeSubDomain: true }))).toContain(
      'did you mean "includeSubdomains"?',
    );
    expect(messageOf({ ...policyJson(), hots: [] })).toContain('did you mean "hosts"?');
    expect(messageOf(withRule({ hpkp: true }))).toContain(
      "the keys here are host, includeSubdomains",
    );
  });

  test("says what to write instead", () => {
    expect(messageOf(policyJson({ hosts: [ruleJson("*.example.com")] }))).toContain(
      '"includeSubdomains": true',
    );
  });

  test("refuses accessors, which could answer differently the second time", () => {
    const json = Object.defineProperty({ ...policyJson() }, "note", {
      get: () => "n",
      enumerable: true,
    });
    expect(problemsOf(json)).toEqual([["/note", "json-invalid"]]);
  });

  test("refuses what nests without end", () => {
    const endless: unknown[] = [];
    endless.push(endless);
    expect(problemsOf(policyJson({ note: endless }))[0]?.[1]).toBe("json-invalid");
  });

  test("throws nothing but PolicyError, whatever it is given", () => {
    const near = fc.oneof(fc.anything(), fc.constantFrom(A, B, "api.example.com", "1.2", true, 1));
    const rule = fc.record(
      { host: near, includeSubdomains: near, pins: near, backupPins: near },
      { requiredKeys: [] },
    );
    const file = fc.record(
      { version: near, revision: near, unlistedHosts: near, hosts: fc.oneof(near, fc.array(rule)) },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.oneof(fc.anything({ withNullPrototype: true }), file), (json) => {
        try {
          const policy = parsePolicy(json);
          expect(JSON.stringify(parsePolicy(JSON.parse(JSON.stringify(policy))))).toBe(
            JSON.stringify(policy),
          );
        } catch (error) {
          expect(error).toBeInstanceOf(PolicyError);
        }
      }),
    );
  });
});

function withRule(changes: Readonly<Record<string, unknown>>): unknown {
  return policyJson({ hosts: [ruleJson("api.example.com", changes)] });
}
