import { describe, expect, test } from "vitest";

import * as der from "../src/der-writer.ts";

describe("derOf (X.690 §8.1)", () => {
  test.each([
    [0, "0400"],
    [127, "047f"],
    [128, "048180"],
    [256, "04820100"],
    [65536, "0483010000"],
  ])("writes the minimal length of %i bytes", (length, header) => {
    const written = der.octetStringOf(new Uint8Array(length));
    expect(hex(written.subarray(0, header.length / 2))).toBe(header);
    expect(written.length).toBe(header.length / 2 + length);
  });

  test.each([
    ["1.2.840.113549.1.1.11", "06092a864886f70d01010b"],
    ["2.5.29.19", "0603551d13"],
    ["2.999.3", "0603883703"],
  ])("writes the OID %s", (dotted, bytes) => {
    expect(hex(der.oidOf(dotted))).toBe(bytes);
  });

  test.each([
    [[0], "020100"],
    [[0, 0, 1], "020101"],
    [[0x80], "02020080"],
  ])("writes the INTEGER %j minimal and positive", (bytes, written) => {
    expect(hex(der.integerOf(Uint8Array.from(bytes)))).toBe(written);
  });

  test("nests", () => {
    const written = der.sequenceOf(der.booleanOf(true), der.contextOf(0, der.nullOf()));
    expect(hex(written)).toBe("30070101ffa0020500");
    expect(hex(der.setOf(der.utf8StringOf("é")))).toBe("31040c02c3a9");
    expect(hex(der.bitStringOf(Uint8Array.of(1)))).toBe("03020001");
  });

  test("writes what DER forbids", () => {
    expect(hex(der.misshapenOf(4, Uint8Array.of(0x81, 1), Uint8Array.of(7)))).toBe("04810107");
    expect(hex(der.indefiniteOf(0x30, der.nullOf()))).toBe("308005000000");
  });
});

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}
