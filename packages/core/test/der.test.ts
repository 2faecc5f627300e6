import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { bytesOfHex } from "../src/bytes.ts";
import { checkDer, enter, finish, isNext, startOf, Tag, take, takeOptional } from "../src/der.ts";
import { CertificateError } from "../src/errors.ts";
import { derOf, sequenceOf } from "./der-writer.ts";

function der(hex: string): Uint8Array {
  return bytesOfHex(hex.replaceAll(" ", "")) ?? new Uint8Array();
}

describe("checkDer (X.690 §10, §11)", () => {
  test.each([
    ["an empty SEQUENCE", "30 00"],
    ["an empty SEQUENCE at the end of one", "30 04 02 01 01 30 00".replace("30 04", "30 05")],
    ["elements side by side", "30 06 02 01 01 02 01 02"],
    ["elements within elements", "30 06 31 04 30 02 05 00"],
    ["a primitive element alone", "02 01 7f"],
    ["a negative INTEGER", "02 02 ff 7f"],
    ["an INTEGER that needs its zero", "02 02 00 80"],
    ["TRUE and FALSE", "30 06 01 01 ff 01 01 00"],
    ["an empty BIT STRING", "03 01 00"],
    ["a BIT STRING with unused bits", "03 02 04 f0"],
    ["an object identifier with long arcs", "06 06 2a 86 48 86 f7 0d"],
    ["a tag above 30", "9f 1f 00"],
    ["a constructed context tag", "a0 02 05 00"],
    ["a length that takes two octets", `04 81 80 ${"00".repeat(128)}`],
    ["a length that takes three octets", `04 82 01 00 ${"00".repeat(256)}`],
  ])("admits %s", (_, hex) => {
    expect(() => checkDer(der(hex))).not.toThrow();
  });

  test.each([
    ["no bytes", ""],
    ["a tag alone", "30"],
    ["a length that is cut off", "30 82 01"],
    ["content that is cut off", "30 03 02 01"],
    ["bytes behind the element", "30 00 00"],
    ["a second element", "05 00 05 00"],
    ["a child that is longer than its parent", "30 03 02 02 01 01"],
    ["a child that leaves a byte of its parent", "30 04 02 01 01 00"],
    ["an indefinite length", "30 80 05 00 00 00"],
    ["a length of one octet in the long form", "30 81 02 05 00"],
    ["a length with a leading zero", `04 82 00 80 ${"00".repeat(128)}`],
    ["a length of four octets", "04 84 00 00 00 01 00"],
    ["the reserved length", "04 ff 00"],
    ["the tag of end-of-contents", "30 02 00 00"],
    ["a tag below 31 in the long form", "9f 1e 00"],
    ["a tag with a leading zero digit", "9f 80 1f 00"],
    ["a tag above 127", "9f 81 00 00"],
    ["a primitive SEQUENCE", "10 00"],
    ["a primitive SET", "11 00"],
    ["a constructed OCTET STRING", "24 03 04 01 00"],
    ["an empty BOOLEAN", "01 00"],
    ["a BOOLEAN of two octets", "01 02 ff ff"],
    ["a BOOLEAN that is neither 00 nor FF", "01 01 01"],
    ["an empty INTEGER", "02 00"],
    ["an INTEGER with a needless 00", "02 02 00 7f"],
    ["an INTEGER with a needless FF", "02 02 ff 80"],
    ["a BIT STRING without its first octet", "03 00"],
    ["a BIT STRING of no bits with unused ones", "03 01 01"],
    ["a BIT STRING with eight unused bits", "03 02 08 00"],
    ["a BIT STRING whose unused bits are not zero", "03 02 01 01"],
    ["a NULL with content", "05 01 00"],
    ["an empty object identifier", "06 00"],
    ["an object identifier that is cut off", "06 02 2a 86"],
    ["an arc with a leading zero digit", "06 03 2a 80 01"],
    ["an object identifier of 65 octets", `06 41 ${"01".repeat(65)}`],
  ])("refuses %s", (_, hex) => {
    expect(() => checkDer(der(hex))).toThrow(CertificateError);
  });

  test("has a budget of bytes, elements and depth", () => {
    expect(() => checkDer(derOf(4, new Uint8Array(102_390)))).not.toThrow();
    expect(() => checkDer(derOf(4, new Uint8Array(102_400)))).toThrow("longer than");
    expect(() => checkDer(sequenceOf(...nulls(8191)))).not.toThrow();
    expect(() => checkDer(sequenceOf(...nulls(8192)))).toThrow("over 8192 elements");
    expect(() => checkDer(nested(16))).not.toThrow();
    expect(() => checkDer(nested(17))).toThrow("over 16 deep");
  });

  test("spends no more on 100 kB of elements than its budget", () => {
    const hostile = sequenceOf(...nulls(40_000));
    let read = 0;
    const counted = new Proxy(hostile, {
      get: (target, key) => {
        if (typeof key === "string" && /^\d+$/.test(key)) read++;
        const value: unknown = Reflect.get(target, key);
        return value;
      },
    });
    expect(() => checkDer(counted)).toThrow(CertificateError);
    expect(read).toBeLessThan(10 * 8192);
  });

  test("throws only CertificateError, whatever the bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(errorOf(bytes)).toSatisfy(isOurs);
      }),
      { numRuns: 2000 },
    );
  });

  test("admits every tree in DER, and no tree with a byte more, less or behind", () => {
    fc.assert(
      fc.property(trees(), (bytes) => {
        expect(errorOf(bytes)).toBeUndefined();
        expect(errorOf(Uint8Array.of(...bytes, 0))).toBeInstanceOf(CertificateError);
        expect(errorOf(bytes.subarray(0, -1))).toBeInstanceOf(CertificateError);
      }),
    );
  });

  test("admits only what has one reading: written again, it gives the same bytes", () => {
    const mutated = fc
      .tuple(trees(), fc.nat(), fc.integer({ min: 0, max: 255 }))
      .map(([bytes, at, octet]) => bytes.with(at % bytes.length, octet));
    fc.assert(
      fc.property(mutated, (bytes) => {
        if (errorOf(bytes) !== undefined) return;
        expect(rewritten(bytes)).toEqual(bytes);
      }),
      { numRuns: 3000 },
    );
  });
});

describe("a cursor", () => {
  test("takes what it is told to expect, and nothing else", () => {
    const children = enter(startOf(der("30 05 02 01 07 05 00")), Tag.sequence);
    expect(isNext(children, Tag.integer)).toBe(true);
    expect(() => take(children, Tag.null)).toThrow(CertificateError);
    expect(take(children, Tag.integer)).toBe(2);
    takeOptional(children, Tag.integer);
    expect(() => finish(children)).toThrow(CertificateError);
    takeOptional(children, Tag.null);
    expect(isNext(children, Tag.null)).toBe(false);
    expect(() => take(children, Tag.null)).toThrow(CertificateError);
    expect(() => finish(children)).not.toThrow();
  });
});

function nulls(count: number): readonly Uint8Array[] {
  return Array.from({ length: count }, () => Uint8Array.of(5, 0));
}

function nested(depth: number): Uint8Array {
  return depth === 0 ? Uint8Array.of(5, 0) : sequenceOf(nested(depth - 1));
}

function errorOf(bytes: Uint8Array): unknown {
  try {
    checkDer(bytes);
    return undefined;
  } catch (error) {
    return error;
  }
}

function isOurs(error: unknown): boolean {
  return error === undefined || error instanceof CertificateError;
}

function trees(): fc.Arbitrary<Uint8Array> {
  const leaf = fc.oneof(
    fc.uint8Array({ maxLength: 200 }).map((content) => derOf(4, content)),
    fc.constant(Uint8Array.of(5, 0)),
    fc.constant(Uint8Array.of(1, 1, 0xff)),
    fc.integer({ min: 0, max: 127 }).map((value) => Uint8Array.of(2, 1, value)),
    fc.uint8Array({ maxLength: 9 }).map((content) => derOf(0x81, content)),
  );
  return fc.letrec<{ tree: Uint8Array; node: Uint8Array }>((tie) => ({
    tree: fc.oneof({ maxDepth: 4 }, leaf, tie("node")),
    node: fc
      .tuple(fc.constantFrom(0x30, 0x31, 0xa0, 0xa3), fc.array(tie("tree"), { maxLength: 5 }))
      .map(([tag, children]) => derOf(tag, ...children)),
  })).tree;
}

/** A second walk, written another way: by recursion, and by encoding what it read. */
function rewritten(bytes: Uint8Array): Uint8Array {
  const [tag = 0, first = 0] = bytes;
  const long = (tag & 31) === 31 ? 1 : 0;
  const lengthAt = 1 + long;
  const length = bytes[lengthAt] ?? first;
  const octets = length < 128 ? 0 : length - 128;
  const content = bytes.subarray(lengthAt + 1 + octets);
  const inner = (tag & 32) === 0 ? content : joined(childrenOf(content).map(rewritten));
  const head = bytes.subarray(0, lengthAt);
  return joined([head, derOf(4, inner).subarray(1)]);
}

function childrenOf(content: Uint8Array): readonly Uint8Array[] {
  const children: Uint8Array[] = [];
  for (let rest = content; rest.length > 0;) {
    const size = sizeOf(rest);
    children.push(rest.subarray(0, size));
    rest = rest.subarray(size);
  }
  return children;
}

/** The octets of the element that stands first. */
function sizeOf(content: Uint8Array): number {
  const lengthAt = ((content[0] ?? 0) & 31) === 31 ? 2 : 1;
  const first = content[lengthAt] ?? 0;
  if (first < 128) return lengthAt + 1 + first;
  const octets = content.subarray(lengthAt + 1, lengthAt + 1 + first - 128);
  const length = octets.reduce((sum, octet) => 256 * sum + octet, 0);
  return lengthAt + 1 + octets.length + length;
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}
