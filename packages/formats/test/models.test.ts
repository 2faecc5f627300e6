import { describe, expect, test } from "vitest";

import { judge, type Judgement, type PathKey, type PlatformConfig } from "../src/index.ts";
import { digest, pin } from "./keys.ts";

const HOST = "api.example.com";
const BEFORE = Date.parse("2027-06-29T12:00:00Z");
const MIDNIGHT = Date.parse("2027-06-30T00:00:00Z");
const HOUR = 60 * 60 * 1000;

describe("Android", () => {
  const pinSet = { pins: [digest("A"), digest("B")] };

  test("covers names below a domain at any depth, and the domain itself", () => {
    const of = android([domain("example.com", true, pinSet)]);
    expect(on(of, "example.com", "C")).toMatchObject({ outcome: "refuses" });
    expect(on(of, "a.b.c.example.com", "C")).toMatchObject({ outcome: "refuses" });
    expect(on(of, "notexample.com", "C")).toMatchObject({ outcome: "unpinned" });
  });

  test("takes the most specific domain, never a union", () => {
    const of = android([
      domain("example.com", true, pinSet),
      domain(HOST, false, { pins: [digest("C")] }),
    ]);
    expect(on(of, HOST, "A").outcome).toBe("refuses");
    expect(on(of, HOST, "C").outcome).toBe("connects");
    expect(on(of, `x.${HOST}`, "A").outcome).toBe("connects");
  });

  test("lets an empty pin set exclude a child, and a nested domain inherit", () => {
    const nested = [domain("a.example.com", false), domain("b.example.com", false, { pins: [] })];
    const of = android([{ ...domain("example.com", true, pinSet), nested }]);
    expect(on(of, "a.example.com", "C").outcome).toBe("refuses");
    expect(on(of, "b.example.com", "C")).toEqual({ outcome: "unpinned", reason: "host-excluded" });
  });

  test("matches any key of the verified path, the root's too", () => {
    const of = android([domain(HOST, false, pinSet)]);
    expect(on(of, HOST, "C", "D", "B").outcome).toBe("connects");
  });

  test("drops one trailing dot and case", () => {
    const of = android([domain("API.example.com.", false, pinSet)]);
    expect(on(of, "api.EXAMPLE.com.", "C").outcome).toBe("refuses");
  });

  test("fails open the millisecond after midnight, where the device is", () => {
    const of = android([domain(HOST, false, { ...pinSet, expiration: "2027-06-30" })]);
    const at = (time: number, hours: number): string =>
      judge(of, { host: HOST, path: [{ spki: pin("C") }], at: time, zoneOffset: hours * 60 })
        .outcome;
    expect([at(MIDNIGHT, 0), at(MIDNIGHT + 1, 0)]).toEqual(["refuses", "unpinned"]);
    expect([at(MIDNIGHT - 14 * HOUR, 14), at(MIDNIGHT - 14 * HOUR + 1, 14)]).toEqual([
      "refuses",
      "unpinned",
    ]);
    expect([at(MIDNIGHT + 12 * HOUR, -12), at(MIDNIGHT + 12 * HOUR + 1, -12)]).toEqual([
      "refuses",
      "unpinned",
    ]);
  });

  test.each([
    ["a short pin", [domain(HOST, false, { pins: ["AAAA"] })], "32 bytes"],
    ["a domain that stands twice", [domain(HOST, false), domain(HOST, true)], "twice"],
    ["no domain", [{ domains: [] }], "no domain"],
    ["a day that is none", [domain(HOST, false, { pins: [], expiration: "2027-02-30" })], "no day"],
    ["a nested fault", [{ ...domain(HOST, false), nested: [{ domains: [] }] }], "no domain"],
  ])("crashes at %s, whatever the host", (_, domainConfigs, detail) => {
    expect(on(android(domainConfigs), "example.net", "A")).toEqual({
      outcome: "does-not-start",
      reason: "configuration-invalid",
      detail: expect.stringContaining(detail),
    });
  });
});

describe("iOS", () => {
  const leaf = { includesSubdomains: true, leafIdentities: [digest("A"), digest("B")] };

  test("covers one label below a domain, and no deeper name", () => {
    const of = ios({ "example.com": leaf });
    expect(on(of, "a.example.com", "C").outcome).toBe("refuses");
    expect(on(of, "a.b.example.com", "C")).toEqual({
      outcome: "unpinned",
      reason: "host-unlisted",
    });
  });

  test("joins the entry of a host with that of its parent", () => {
    const own = { includesSubdomains: false, leafIdentities: [digest("C")] };
    const of = ios({ "example.com": leaf, [HOST]: own });
    expect([on(of, HOST, "A").outcome, on(of, HOST, "C").outcome]).toEqual([
      "connects",
      "connects",
    ]);
  });

  test("wants a leaf of the one list and a CA of the other, where both are there", () => {
    const both = { ...leaf, caIdentities: [digest("D")] };
    const of = ios({ [HOST]: both });
    expect(on(of, HOST, "A", "C").outcome).toBe("refuses");
    expect(on(of, HOST, "C", "D").outcome).toBe("refuses");
    expect(on(of, HOST, "A", "C", "D").outcome).toBe("connects");
  });

  test("looks for a leaf at the leaf alone, and for a CA above it alone", () => {
    expect(on(ios({ [HOST]: leaf }), HOST, "C", "A").outcome).toBe("refuses");
    const ca = { includesSubdomains: false, caIdentities: [digest("A")] };
    expect(on(ios({ [HOST]: ca }), HOST, "A", "C").outcome).toBe("refuses");
    expect(on(ios({ [HOST]: ca }), HOST, "C", "A").outcome).toBe("connects");
  });

  test("drops a bad value in silence, and blocks always where none is left", () => {
    const bad = { includesSubdomains: false, leafIdentities: ["AAAA"] };
    expect(on(ios({ [HOST]: bad }), HOST, "A")).toEqual({
      outcome: "refuses",
      reason: "pins-empty",
    });
    const some = { includesSubdomains: false, leafIdentities: ["AAAA", digest("A")] };
    expect(on(ios({ [HOST]: some }), HOST, "A").outcome).toBe("connects");
  });

  test("needs one of the two lists", () => {
    expect(on(ios({ [HOST]: { includesSubdomains: true } }), HOST, "A").outcome).toBe(
      "does-not-start",
    );
  });
});

describe("TrustKit on iOS", () => {
  const pinned = { publicKeyHashes: [digest("A"), digest("B")] };

  test("blocks a key of a type that it cannot hash, anywhere in the path", () => {
    const of = trustKitIos({ [HOST]: pinned });
    const path = (keyType: string): readonly PathKey[] => [
      { spki: pin("A"), keyType: "EC P-256" },
      { spki: pin("C"), keyType },
    ];
    const outcomes = ["RSA 2048", "EC P-384", "EC P-521", "Ed25519"].map(
      (type) => judge(of, { host: HOST, path: path(type), at: BEFORE }).reason,
    );
    expect(outcomes).toEqual([
      "pin-matched",
      "pin-matched",
      "key-type-unsupported",
      "key-type-unsupported",
    ]);
  });

  test("fails open once the day has begun in UTC, and never where the day is none", () => {
    const open = { ...pinned, expirationDate: "2027-06-30" };
    const at = (expirationDate: string, time: number): string =>
      judge(trustKitIos({ [HOST]: { ...open, expirationDate } }), {
        host: HOST,
        path: [{ spki: pin("C") }],
        at: time,
      }).outcome;
    expect([at("2027-06-30", MIDNIGHT), at("2027-06-30", MIDNIGHT + 1)]).toEqual([
      "refuses",
      "unpinned",
    ]);
    expect(at("30.06.2027", MIDNIGHT + 1)).toBe("refuses");
  });

  test("does not enforce where that is off", () => {
    const of = trustKitIos({ [HOST]: { publicKeyHashes: [digest("A")], enforcePinning: false } });
    expect(on(of, HOST, "C")).toEqual({ outcome: "unpinned", reason: "report-only" });
  });

  test("excludes a subdomain from its parent", () => {
    const of = trustKitIos({
      "example.com": { ...pinned, includeSubdomains: true },
      "open.example.com": { excludeSubdomainFromParentPolicy: true },
    });
    expect(on(of, "open.example.com", "C")).toEqual({
      outcome: "unpinned",
      reason: "host-excluded",
    });
    expect(on(of, "a.example.com", "C").outcome).toBe("refuses");
  });

  test.each([
    ["no domain", {}],
    ["one pin", { [HOST]: { publicKeyHashes: [digest("A")] } }],
    ["the same pin twice", { [HOST]: { publicKeyHashes: [digest("A"), digest("A")] } }],
    ["a short pin", { [HOST]: { publicKeyHashes: ["AAAA", digest("A")] } }],
    ["localhost", { localhost: pinned }],
    ["an IP address", { "192.0.2.1": pinned }],
  ])("throws at start for %s", (_, domains) => {
    expect(on(trustKitIos(domains), HOST, "A").outcome).toBe("does-not-start");
  });
});

describe("TrustKit on Android", () => {
  const pinned = {
    name: HOST,
    includeSubdomains: false,
    pins: [digest("A"), digest("B")],
    enforcePinning: true,
  };

  test("fails open at local midnight", () => {
    const of = trustKitAndroid([{ ...pinned, expiration: "2027-06-30" }]);
    const at = (time: number): string =>
      judge(of, { host: HOST, path: [{ spki: pin("C") }], at: time, zoneOffset: 120 }).outcome;
    expect([at(MIDNIGHT - 2 * HOUR), at(MIDNIGHT - 2 * HOUR + 1)]).toEqual(["refuses", "unpinned"]);
  });

  test("does not enforce where that is off", () => {
    const of = trustKitAndroid([{ ...pinned, enforcePinning: false }]);
    expect(on(of, HOST, "C").outcome).toBe("unpinned");
  });

  test.each([
    ["no domain", []],
    ["one pin", [{ ...pinned, pins: [digest("A")] }]],
    ["a short pin", [{ ...pinned, pins: ["AAAA", digest("A")] }]],
    ["a domain that stands twice", [pinned, pinned]],
    ["an invalid domain", [{ ...pinned, name: "-.example.com" }]],
    ["a day that is none", [{ ...pinned, expiration: "2027-02-30" }]],
  ])("throws at start for %s", (_, domains) => {
    expect(on(trustKitAndroid(domains), HOST, "A").outcome).toBe("does-not-start");
  });
});

describe("OkHttp", () => {
  const entry = (pattern: string, ...letters: readonly string[]): object => ({
    pattern,
    pins: letters.map(pin),
  });

  test("joins all patterns that match", () => {
    const of = okHttp([entry("**.example.com", "A"), entry(HOST, "B")]);
    expect([on(of, HOST, "A").outcome, on(of, HOST, "B").outcome]).toEqual([
      "connects",
      "connects",
    ]);
  });

  test("skips the pins of a host with a trailing dot (CVE-2026-129482)", () => {
    const of = okHttp([entry(HOST, "A")]);
    expect(on(of, `${HOST}.`, "C")).toEqual({ outcome: "unpinned", reason: "trailing-dot" });
  });

  test("before 4.3, never matches **.", () => {
    const config = { entries: [{ pattern: "**.example.com", pins: [pin("A")] }], before43: true };
    expect(on({ platform: "okhttp", config }, HOST, "C").outcome).toBe("unpinned");
  });

  test("takes a truncated pin, which never matches", () => {
    const config = { entries: [{ pattern: HOST, pins: ["sha256/AAAA"] }] };
    expect(on({ platform: "okhttp", config }, HOST, "A").outcome).toBe("refuses");
  });

  test.each(["api.*", "https://api.example.com", "api.example.com:443", "a.*.example.com"])(
    "throws for the pattern %s",
    (pattern) => {
      expect(on(okHttp([entry(pattern, "A")]), HOST, "A").outcome).toBe("does-not-start");
    },
  );

  test("throws for a pin in another notation", () => {
    const config = { entries: [{ pattern: HOST, pins: [digest("A")] }] };
    expect(on({ platform: "okhttp", config }, HOST, "A").outcome).toBe("does-not-start");
  });
});

test.each<[string, PlatformConfig]>([
  ["Android", android([domain(HOST, false, { pins: [digest("A")] })])],
  ["iOS", ios({ [HOST]: { includesSubdomains: false, leafIdentities: [digest("A")] } })],
])("%s takes a pin whose unused bits are set, as decoders do", (_, of) => {
  const text = JSON.stringify(of).replace(/A=/, "B=");
  expect(on(JSON.parse(text), HOST, "A").outcome).toBe("connects");
});

test("nothing connects without a path", () => {
  expect(
    on(ios({ [HOST]: { includesSubdomains: false, leafIdentities: [digest("A")] } }), HOST),
  ).toEqual({
    outcome: "refuses",
    reason: "path-empty",
  });
});

function on(of: PlatformConfig, host: string, ...letters: readonly string[]): Judgement {
  return judge(of, { host, path: letters.map((letter) => ({ spki: pin(letter) })), at: BEFORE });
}

function domain(name: string, includeSubdomains: boolean, pinSet?: object): object {
  return { domains: [{ name, includeSubdomains }], ...(pinSet === undefined ? {} : { pinSet }) };
}

// What a test hands in has the shape of the configuration, or one that is wrong on purpose.
function android(domainConfigs: readonly object[]): PlatformConfig {
  return JSON.parse(JSON.stringify({ platform: "android", config: { domainConfigs } }));
}

function ios(pinnedDomains: object): PlatformConfig {
  return JSON.parse(JSON.stringify({ platform: "ios", config: { pinnedDomains } }));
}

function trustKitIos(pinnedDomains: object): PlatformConfig {
  return JSON.parse(JSON.stringify({ platform: "trustkit-ios", config: { pinnedDomains } }));
}

function trustKitAndroid(domains: readonly object[]): PlatformConfig {
  return JSON.parse(JSON.stringify({ platform: "trustkit-android", config: { domains } }));
}

function okHttp(entries: readonly object[]): PlatformConfig {
  return JSON.parse(JSON.stringify({ platform: "okhttp", config: { entries } }));
}
