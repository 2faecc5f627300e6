import { readFileSync } from "node:fs";

import { type Schema, Validator } from "@cfworker/json-schema";
import { parsePolicy } from "@tlspin/core";
import { describe, expect, test } from "vitest";

import { JSON_SCHEMAS } from "../scripts/json-schemas.ts";
import {
  addRelease,
  canonicalJson,
  formatLedger,
  instantOf,
  parseLedger,
  parseServers,
  policyOfSnapshot,
  type Release,
  snapshotOf,
  textOfInstant,
} from "../src/index.ts";
import { pin } from "./keys.ts";
import { at, policyOf } from "./scene.ts";

const HASH = "0".repeat(64);
const RELEASE = { app: "desktop", version: "4.1.0", policy: HASH, released: "2026-06-01" };

describe("releases.json", () => {
  test("is written as it is read", () => {
    const text = formatLedger(
      parseLedger(
        ledgerOf([RELEASE, { ...RELEASE, version: "4.2.0", ended: "2027-01-01T12:00:00Z" }]),
      ),
    );
    expect(formatLedger(parseLedger({ name: "releases.json", text }))).toBe(text);
    expect(text).toContain('"ended": "2027-01-01T12:00:00Z"');
  });

  test("keeps the schema that it names", () => {
    const text = JSON.stringify({ $schema: "./x.json", version: 1, releases: [] });
    expect(formatLedger(parseLedger({ name: "releases.json", text }))).toContain(
      '"$schema": "./x.json"',
    );
  });

  test.each([
    ["what is no JSON", "{", "is not JSON"],
    [
      "an unknown key",
      ledgerText([{ ...RELEASE, relaesed: 1 }]),
      '/releases/0/relaesed: "relaesed" is no key',
    ],
    [
      "a missing key",
      ledgerText([{ ...RELEASE, app: undefined }]),
      '/releases/0/app: "app" is missing',
    ],
    ["a hash that is none", ledgerText([{ ...RELEASE, policy: "abc" }]), "/releases/0/policy"],
    [
      "a day that is none",
      ledgerText([{ ...RELEASE, released: "2026-02-30" }]),
      "/releases/0/released",
    ],
    [
      "an end before the beginning",
      ledgerText([{ ...RELEASE, ended: "2026-01-01" }]),
      "is not after the release",
    ],
    [
      "the same release twice",
      ledgerText([RELEASE, RELEASE]),
      "repeats the release of /releases/0",
    ],
  ])("refuses %s", (_, text, message) => {
    expect(() => parseLedger({ name: "releases.json", text })).toThrow(message);
  });

  test("never changes what a release shipped", () => {
    const ledger = parseLedger(ledgerOf([RELEASE]));
    const [known] = ledger.releases;
    if (known === undefined) throw new TypeError("no release");
    const ended: Release = { ...known, ended: at("2027-01-01") };
    expect(addRelease(ledger, ended).releases).toEqual([ended]);
    expect(() => addRelease(ledger, { ...known, policy: "1".repeat(64) })).toThrow(
      "another policy",
    );
    expect(() => addRelease(ledger, { ...known, released: 0 })).toThrow("another date");
    expect(addRelease(ledger, { ...known, version: "4.2.0" }).releases).toHaveLength(2);
  });
});

describe("a snapshot", () => {
  const policy = policyOf([pin("A")], [pin("B")]);

  test("is the same for every file that means the same policy", () => {
    const { hash, text } = snapshotOf(policy);
    const written = parsePolicy(JSON.parse(JSON.stringify(policy)));
    expect(snapshotOf(written).hash).toBe(hash);
    expect(snapshotOf(policyOf([pin("A")], [pin("C")])).hash).not.toBe(hash);
    expect(policyOfSnapshot({ name: "a.json", text }, hash)).toEqual(policy);
  });

  test("is refused where it is not what was recorded", () => {
    const { hash, text } = snapshotOf(policy);
    expect(() => policyOfSnapshot({ name: "a.json", text: `${text}\n` }, hash)).toThrow(
      "is not what a release recorded",
    );
  });

  test("that is no policy is refused too", () => {
    const empty = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";
    expect(() => policyOfSnapshot({ name: "a.json", text: "{}" }, empty)).toThrow(
      "a.json is not valid",
    );
  });
});

test("canonical JSON has one text for each value", () => {
  expect(canonicalJson({ b: [1, "é", null], a: { d: true, c: -1 } })).toBe(
    '{"a":{"c":-1,"d":true},"b":[1,"é",null]}',
  );
  expect(() => canonicalJson({ a: 0.5 })).toThrow(TypeError);
  expect(() => canonicalJson([undefined])).toThrow(TypeError);
});

test("a moment is written as a day, or to the second", () => {
  expect(
    ["2027-06-30", "2027-06-30T12:00:00Z"].map((text) => textOfInstant(instantOf(text))),
  ).toEqual(["2027-06-30", "2027-06-30T12:00:00Z"]);
  expect(["2027-02-29", "30.06.2027", "2027-06-30T12:00:00+02:00"].map(instantOf)).toEqual([
    Number.NaN,
    Number.NaN,
    Number.NaN,
  ]);
});

describe("servers.json", () => {
  const SERVING = { from: "2026-01-01", paths: [["A"]] };

  test("serves until what is next has rolled out", () => {
    const { hosts } = parseServers(
      serversOf([
        SERVING,
        { from: "2027-01-14", rollOutDays: 2, paths: [{ keys: ["B"], platforms: ["ios"] }] },
      ]),
    );
    expect(hosts[0]?.servings).toMatchObject([
      { from: at("2026-01-01"), until: at("2027-01-16") },
      { from: at("2027-01-14"), until: Infinity, paths: [{ platforms: ["ios"] }] },
    ]);
  });

  test("reads what is known of a key", () => {
    const key = { spki: pin("C"), certificate: pin("D"), type: "EC P-256", note: "offline" };
    const text = serversText([{ ...SERVING, note: "now", paths: [["C", "A"]] }], { C: key });
    const [host] = parseServers({ name: "servers.json", text }).hosts;
    expect(host?.servings[0]?.paths[0]?.keys).toEqual([
      { name: "C", spki: pin("C"), certificate: pin("D"), keyType: "EC P-256" },
      { name: "A", spki: pin("A") },
    ]);
  });

  test.each([
    [
      "a key without a name",
      serversText([{ ...SERVING, paths: [["Z"]] }]),
      '/hosts/0/serves/0/paths/0: names a key that "keys" does not have: Z',
    ],
    [
      "an end before the beginning",
      serversText([{ ...SERVING, until: "2025-01-01" }]),
      "/hosts/0/serves/0/until: is not after its beginning",
    ],
    ["a host that is a URL", serversText([SERVING], {}, "https://a.example.com"), "/hosts/0/host"],
    ["no paths", serversText([{ ...SERVING, paths: [] }]), "must list a path"],
    ["a short pin", serversText([SERVING], { C: "sha256/AAAA" }), "/keys/C"],
    [
      "an unknown system",
      serversText([{ ...SERVING, paths: [{ keys: ["A"], platforms: ["symbian"] }] }]),
      "/hosts/0/serves/0/paths/0",
    ],
  ])("refuses %s", (_, text, message) => {
    expect(() => parseServers({ name: "servers.json", text })).toThrow(message);
  });

  test("refuses a host that stands twice", () => {
    const host = { host: "a.example.com", serves: [SERVING] };
    const text = JSON.stringify({ version: 1, keys: { A: pin("A") }, hosts: [host, host] });
    expect(() => parseServers({ name: "servers.json", text })).toThrow("/hosts/1/host");
  });
});

describe.each(Object.entries(JSON_SCHEMAS))("%s", (name, schema) => {
  test.each(["rotation", "cli"])(
    "of packages/%s is what the parser's schema gives (pnpm schema)",
    (folder) => {
      const file = new URL(`../../${folder}/${name}`, import.meta.url);
      expect(JSON.parse(readFileSync(file, "utf8"))).toEqual(JSON.parse(JSON.stringify(schema)));
    },
  );
});

test.each([
  ["releases.schema.json", JSON.parse(ledgerText([RELEASE])), true],
  ["releases.schema.json", JSON.parse(ledgerText([{ ...RELEASE, x: 1 }])), false],
  [
    "servers.schema.json",
    JSON.parse(serversText([{ from: "2026-01-01", paths: [["A"], { keys: ["B"] }] }])),
    true,
  ],
  ["servers.schema.json", JSON.parse(serversText([{ from: "2026-01-01" }])), false],
])("%s judges as the parser does", (name, json, valid) => {
  const schema: Schema = JSON.parse(JSON.stringify(JSON_SCHEMAS[name]));
  expect(new Validator(schema, "2020-12").validate(json).valid).toBe(valid);
});

function ledgerOf(releases: readonly object[]): { readonly name: string; readonly text: string } {
  return { name: "releases.json", text: ledgerText(releases) };
}

function ledgerText(releases: readonly object[]): string {
  return JSON.stringify({ version: 1, releases });
}

function serversOf(serves: readonly object[]): { readonly name: string; readonly text: string } {
  return { name: "servers.json", text: serversText(serves) };
}

function serversText(
  serves: readonly object[],
  keys: object = {},
  host = "api.example.com",
): string {
  return JSON.stringify({
    version: 1,
    keys: { A: pin("A"), B: pin("B"), ...keys },
    hosts: [{ host, serves }],
  });
}
