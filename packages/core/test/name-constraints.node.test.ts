import { describe, expect, test } from "vitest";

import { derOf, oidOf, sequenceOf, setOf, textOf } from "./der-writer.ts";
import {
  altNames,
  basicConstraints,
  CERT_SIGN,
  directory,
  dns,
  email,
  forgeCa,
  forgeLeaf,
  ip,
  keyUsage,
  nameConstraints,
  nameOf,
  otherName,
  uri,
} from "./forge.ts";
import { certificatesOf, vouch } from "./parties.ts";

describe("what CAs above a certificate ask of it (RFC 5280 §4.2.1.9, §4.2.1.10)", () => {
  const certSign = [basicConstraints(true), keyUsage(CERT_SIGN)];

  test("counts the CAs below a path length, but not those that issue themselves (§4.2.1.9)", () => {
    const short = forgeCa({ name: "Short", extensions: [basicConstraints(true, 0)] });
    const below = forgeCa({ name: "Below", issuer: short });
    const renewed = forgeCa({ name: "Short", issuer: short });
    expect(vouch(forgeLeaf({ issuer: short }), [short]).cas).toHaveLength(1);
    expect(vouch(forgeLeaf({ issuer: below }), [below, short]).cas).toEqual(certificatesOf(below));
    expect(vouch(forgeLeaf({ issuer: renewed }), [renewed, short]).cas).toHaveLength(2);
  });

  /** Whether a CA with these constraints may vouch for a leaf with these names. */
  function allows(
    lists: Parameters<typeof nameConstraints>[0],
    names: readonly Uint8Array[],
    name: string | Uint8Array = sequenceOf(),
  ): boolean {
    const issuer = forgeCa({ name: "Limited", extensions: [...certSign, nameConstraints(lists)] });
    const extensions = names.length === 0 ? [] : [altNames(...names)];
    return vouch(forgeLeaf({ name, issuer, extensions }), [issuer]).cas.length === 1;
  }

  const host = dns("api.example.com");

  test.each([
    ["the same host", [dns("api.example.com")]],
    ["the domain above", [dns("example.com")]],
    ["the domain in other letters", [dns("EXAMPLE.com")]],
    ["a leading dot, as many CAs write it", [dns(".example.com")]],
    ["every host", [dns("")]],
    ["one of several", [dns("example.net"), dns("example.com")]],
    ["another type only", [ip(10, 0, 0, 0, 255, 0, 0, 0)]],
  ])("permits a host: %s", (_, permitted) => {
    expect(allows({ permitted }, [host])).toBe(true);
    expect(allows({ excluded: permitted }, [host])).toBe(permitted[0]?.[0] === 0x87);
  });

  test.each([
    ["another domain", { permitted: [dns("example.net")] }, [host]],
    ["a suffix that is no domain", { permitted: [dns("ample.com")] }, [host]],
    ["a host below, for the one above", { permitted: [dns("x.api.example.com")] }, [host]],
    ["one name of two", { permitted: [dns("api.example.com")] }, [host, dns("b.example.net")]],
    ["a constraint that is no host", { permitted: [dns("*.example.com")] }, [host]],
    ["an exclusion that is no host", { excluded: [dns("*.example.net")] }, [host]],
    ["a name that is no host", { permitted: [dns("example.com")] }, [dns("a b.example.com")]],
    ["a name that is no host, excluded", { excluded: [dns("example.net")] }, [dns("a b.com")]],
    [
      "a wildcard that reaches an exclusion",
      { excluded: [dns("api.example.com")] },
      [dns("*.example.com")],
    ],
    ["names of other types", { excluded: [otherName()] }, [host, otherName()]],
    ["mail", { permitted: [email("example.com")] }, [host, email("a@example.com")]],
    ["URIs", { excluded: [uri("example.net")] }, [host, uri("https://example.com")]],
    ["an address", { permitted: [ip(10, 0, 0, 0, 255, 0, 0, 0)] }, [ip(11, 0, 0, 1)]],
    [
      "an address of another family",
      { permitted: [ip(10, 0, 0, 0, 255, 0, 0, 0)] },
      [ip(...Array.from({ length: 16 }, () => 1))],
    ],
    ["an excluded address", { excluded: [ip(10, 1, 0, 0, 255, 255, 0, 0)] }, [ip(10, 1, 2, 3)]],
    ["a directory name", { permitted: [directory(nameOf("A"))] }, [host, directory(nameOf("B"))]],
  ])("refuses %s", (_, lists, names) => {
    expect(allows(lists, names)).toBe(false);
  });

  test("permits addresses within, and wildcards", () => {
    expect(allows({ permitted: [ip(10, 0, 0, 0, 255, 0, 0, 0)] }, [ip(10, 9, 9, 9)])).toBe(true);
    expect(allows({ permitted: [dns("example.com")] }, [dns("*.example.com")])).toBe(true);
    expect(allows({ excluded: [dns("api.example.net")] }, [dns("*.example.com")])).toBe(true);
    expect(allows({ permitted: [dns("example.com")] }, [host, otherName()])).toBe(true);
  });

  test("compares subjects too: byte for byte to permit, loosely to exclude", () => {
    const one = directory(nameOf("Example"));
    expect(allows({ permitted: [one] }, [host], nameOf("Example"))).toBe(true);
    expect(allows({ permitted: [one] }, [host], nameOf("EXAMPLE"))).toBe(false);
    expect(allows({ excluded: [one] }, [host], nameOf("Other"))).toBe(true);
    for (const spelled of [
      nameOf("exAMPLE"),
      nameOf(" Exam ple", 0x13),
      sequenceOf(setOf(sequenceOf(oidOf("2.5.4.3"), wide("Example", 2)))),
      sequenceOf(setOf(sequenceOf(oidOf("2.5.4.3"), wide("Example", 4)))),
    ]) {
      expect(allows({ excluded: [one] }, [host], spelled)).toBe(false);
    }
    const mail = sequenceOf(
      setOf(sequenceOf(oidOf("1.2.840.113549.1.9.1"), textOf("a@b.c", 0x16))),
    );
    expect(allows({ permitted: [email("b.c")] }, [host], mail)).toBe(false);
    expect(allows({ permitted: [email("b.c")] }, [host])).toBe(true);
  });

  test("takes a common name for a host where no other stands, as Node.js does", () => {
    const lists = { permitted: [dns("example.com")] };
    expect(allows(lists, [], "api.example.com")).toBe(true);
    expect(allows(lists, [], "api.example.net")).toBe(false);
    expect(allows(lists, [host], "api.example.net")).toBe(true);
    expect(allows(lists, [], "Example Server 7")).toBe(true);
  });

  test("applies to the subjects of CAs below", () => {
    const lists = nameConstraints({ excluded: [directory(nameOf("Below"))] });
    const above = forgeCa({ name: "Above", extensions: [...certSign, lists] });
    const below = forgeCa({ name: "Below", issuer: above });
    const other = forgeCa({ name: "Other", issuer: above });
    expect(vouch(forgeLeaf({ issuer: below }), [below, above]).cas).toEqual(certificatesOf(below));
    expect(vouch(forgeLeaf({ issuer: other }), [other, above]).cas).toHaveLength(2);
  });

  test("compares a bounded number of names", () => {
    const many = Array.from({ length: 300 }, (_, i) => dns(`h${i}.example.com`));
    expect(allows({ permitted: [...many, dns("example.com")] }, many)).toBe(false);
    expect(allows({ permitted: [dns("example.com")] }, many)).toBe(true);
  });
});

/** Text of so many octets for each character. */
function wide(text: string, width: number): Uint8Array {
  const octets = new Uint8Array(width * text.length);
  Buffer.from(text).forEach((octet, i) => octets.set([octet], width * i + width - 1));
  return derOf(width === 2 ? 0x1e : 0x1c, octets);
}
