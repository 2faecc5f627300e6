import { describe, expect, test } from "vitest";

import { CertificateError } from "../src/errors.ts";
import { detailsOfWish } from "./assembled.ts";
import { derOf, integerOf, octetStringOf, oidOf, sequenceOf } from "./der-writer.ts";
import { dns, extension, ip, SERVER_AUTH } from "./forge.ts";

describe("extensions that detailsOf refuses", () => {
  test.each([
    [
      "basicConstraints with more",
      "2.5.29.19",
      sequenceOf(Uint8Array.of(1, 1, 255), integerOf(0), integerOf(0)),
    ],
    [
      "basicConstraints in another order",
      "2.5.29.19",
      sequenceOf(integerOf(0), Uint8Array.of(1, 1, 255)),
    ],
    [
      "a negative path length",
      "2.5.29.19",
      sequenceOf(Uint8Array.of(1, 1, 255), derOf(2, Uint8Array.of(255))),
    ],
    [
      "a huge path length",
      "2.5.29.19",
      sequenceOf(Uint8Array.of(1, 1, 255), integerOf(...Array.from({ length: 12 }, () => 1))),
    ],
    ["basicConstraints with a BOOLEAN of 01", "2.5.29.19", sequenceOf(Uint8Array.of(1, 1, 1))],
    [
      "bytes behind basicConstraints",
      "2.5.29.19",
      Uint8Array.of(...sequenceOf(Uint8Array.of(1, 1, 255)), 0),
    ],
    ["keyUsage that is no BIT STRING", "2.5.29.15", octetStringOf(Uint8Array.of(4))],
    ["extKeyUsage that is no list", "2.5.29.37", oidOf(SERVER_AUTH)],
    ["extKeyUsage with another type", "2.5.29.37", sequenceOf(oidOf(SERVER_AUTH), integerOf(1))],
    ["a DNS name that is not ASCII", "2.5.29.17", sequenceOf(dns("bücher.example"))],
    ["a DNS name with a NUL", "2.5.29.17", sequenceOf(dns("api.example.com\0.evil.example"))],
    ["an address of five octets", "2.5.29.17", sequenceOf(ip(1, 2, 3, 4, 5))],
    ["an address with a mask", "2.5.29.17", sequenceOf(ip(10, 0, 0, 0, 255, 0, 0, 0))],
    ["names that are no list", "2.5.29.17", dns("api.example.com")],
    ["a name of no known type", "2.5.29.17", sequenceOf(derOf(0x89, Uint8Array.of(1)))],
    ["a name of a type that is not a name's", "2.5.29.17", sequenceOf(octetStringOf(derOf(5)))],
    ["a DNS name in pieces", "2.5.29.17", sequenceOf(derOf(0xa2, dns("a.example")))],
    ["an address in pieces", "2.5.29.17", sequenceOf(derOf(0xa7, ip(1, 2, 3, 4)))],
    ["a directory name that is none", "2.5.29.17", sequenceOf(derOf(0xa4, sequenceOf(derOf(5))))],
    ["a directory name without a name", "2.5.29.17", sequenceOf(derOf(0xa4))],
    [
      "two directory names in one",
      "2.5.29.17",
      sequenceOf(derOf(0xa4, sequenceOf(), sequenceOf())),
    ],
    ["a primitive directory name", "2.5.29.17", sequenceOf(derOf(0x84, Uint8Array.of(5, 0)))],
    [
      "constraints in another order",
      "2.5.29.30",
      sequenceOf(derOf(0xa1, sequenceOf(dns("a"))), derOf(0xa0, sequenceOf(dns("a")))),
    ],
    ["constraints of a third kind", "2.5.29.30", sequenceOf(derOf(0xa2, sequenceOf(dns("a"))))],
    ["constraints without a kind", "2.5.29.30", sequenceOf(sequenceOf(sequenceOf(dns("a"))))],
    ["a constraint without a name", "2.5.29.30", sequenceOf(derOf(0xa0, sequenceOf()))],
    ["a constraint that is no SEQUENCE", "2.5.29.30", sequenceOf(derOf(0xa0, dns("a")))],
    [
      "a constraint without its mask",
      "2.5.29.30",
      sequenceOf(derOf(0xa0, sequenceOf(ip(10, 0, 0, 0)))),
    ],
    ["constraints without a list", "2.5.29.30", sequenceOf()],
    ["an empty list of constraints", "2.5.29.30", sequenceOf(derOf(0xa0), derOf(0xa1))],
    [
      "a constraint with a distance",
      "2.5.29.30",
      sequenceOf(derOf(0xa0, sequenceOf(dns("a"), derOf(0x80, Uint8Array.of(1))))),
    ],
    ["a key identifier that is no OCTET STRING", "2.5.29.14", integerOf(1)],
    ["an authority key identifier that is no list", "2.5.29.35", integerOf(1)],
    [
      "more than 1024 elements",
      "2.5.29.17",
      sequenceOf(...Array.from({ length: 1024 }, () => dns("a.example"))),
    ],
  ])("refuses %s", (_, oid, value) => {
    expect(() => detailsOfWish({ extensions: [extension(oid, value)] })).toThrow(CertificateError);
  });
});
