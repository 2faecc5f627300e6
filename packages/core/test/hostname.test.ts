import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { HostnameError } from "../src/errors.ts";
import { canonicalHostname, isIpAddress, readHostname } from "../src/hostname.ts";

describe("canonicalHostname", () => {
  test.each([
    ["API.Example.COM", "api.example.com"],
    ["api.example.com.", "api.example.com"],
    ["localhost", "localhost"],
    ["xn--bcher-kva.example", "xn--bcher-kva.example"],
    ["_dmarc.example.com", "_dmarc.example.com"],
    ["-a-.example.com", "-a-.example.com"],
    ["1.2.3.4.com", "1.2.3.4.com"],
    ["192.0.2.1", "192.0.2.1"],
    ["::1", "::1"],
    ["[2001:DB8::0001]", "2001:db8::1"],
    ["2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"],
    ["1:0:0:2:0:0:0:3", "1:0:0:2::3"],
    ["0:1:2:3:4:5:6:0", "0:1:2:3:4:5:6:0"],
    ["10:0:0:1::", "10:0:0:1::"],
    ["::", "::"],
    ["0:0:0:0:0:0:13.1.68.3", "::d01:4403"],
  ])("spells %s as %s", (text, canonical) => {
    expect(canonicalHostname(text)).toBe(canonical);
  });

  test("reads an IPv4-mapped IPv6 address as the IPv4 address it reaches (RFC 4291 §2.5.5.2)", () => {
    expect(canonicalHostname("::ffff:192.0.2.1")).toBe("192.0.2.1");
    expect(canonicalHostname("[::FFFF:c000:201]")).toBe("192.0.2.1");
  });

  test.each([
    ["", "is empty"],
    [".", "is empty"],
    [".example.com", "has an empty label"],
    ["a..example.com", "has an empty label"],
    ["example.com..", "has several trailing dots"],
    ["exam\0ple.com", "has a NUL byte"],
    ["exam ple.com", "has white space"],
    ["example.com\n", "has white space"],
    ["ｅxample.com", "is not ASCII: write its A-label form"],
    ["\u212Aexample.com", "is not ASCII"],
    ["*.example.com", 'is a wildcard: write the parent domain with "includeSubdomains": true'],
    ["127.1", "ends in a number but is no IPv4 address"],
    ["0x7f.1", "ends in a number but is no IPv4 address"],
    ["2130706433", "ends in a number but is no IPv4 address"],
    ["01.2.3.4", "ends in a number but is no IPv4 address"],
    ["192.0.2.1.", "ends in a number but is no IPv4 address"],
    ["example.com:443", "has a port"],
    ["[::1]:443", "has a port"],
    ["fe80::1%eth0", "has an IPv6 zone"],
    ["1::2::3", "is no IPv6 address"],
    ["1:2:3", "is no IPv6 address"],
    ["1:2:3:4:5:6:7:8:9", "is no IPv6 address"],
    ["1:2:3:4:5:6:7:1.2.3.4", "is no IPv6 address"],
    ["::1.2.3", "is no IPv6 address"],
    ["::12345", "is no IPv6 address"],
    ["https://example.com/", "is a URL: write its host alone"],
    ["user:secret@example.com", "names a user"],
    ["user@example.com", "names a user"],
    ["example.com/path", "has a path"],
    ["exa$mple.com", "has a character that no host name has"],
    [`${"a".repeat(64)}.com`, "has a label of more than 63 characters"],
    [`${"a.".repeat(127)}a`, "has more than 253 characters"],
    ["a".repeat(1001), "is longer than any host"],
  ])("refuses %j: %s", (text, problem) => {
    expect(() => canonicalHostname(text)).toThrow(HostnameError);
    expect(() => canonicalHostname(text)).toThrow(problem);
  });

  test("admits the longest name: 253 characters, and one trailing dot more", () => {
    const longest = `${"a.".repeat(126)}a`;
    expect(canonicalHostname(`${longest}.`)).toBe(longest);
  });
});

describe("readHostname", () => {
  test("says what is wrong with what is not text", () => {
    expect(readHostname(undefined)).toEqual({ problem: "is not text" });
  });

  test("never throws, and what it admits is canonical", () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: "binary" }), fc.domain(), fc.ipV4(), fc.ipV6()),
        (text) => {
          const { hostname } = readHostname(text);
          if (hostname === undefined) return;
          expect(readHostname(hostname)).toEqual({ hostname });
          expect(hostname).toBe(hostname.toLowerCase());
        },
      ),
    );
  });

  test("admits every domain, IPv4 and IPv6 address of the generators", () => {
    fc.assert(
      fc.property(fc.oneof(fc.domain(), fc.ipV4(), fc.ipV6()), (text) => {
        expect(readHostname(text)).toHaveProperty("hostname");
      }),
    );
  });
});

test("isIpAddress tells addresses from names", () => {
  const hosts = ["192.0.2.1", "2001:db8::1", "1.2.3.4.com", "localhost"].map(canonicalHostname);
  expect(hosts.map(isIpAddress)).toEqual([true, true, false, false]);
});
