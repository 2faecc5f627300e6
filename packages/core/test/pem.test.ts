import { describe, expect, test } from "vitest";

import { CertificateError } from "../src/errors.ts";
import { parsePem } from "../src/pem.ts";

const BLOCK = "-----BEGIN CERTIFICATE-----\nMAMCAQE=\n-----END CERTIFICATE-----\n";
const DER = Uint8Array.of(0x30, 0x03, 0x02, 0x01, 0x01);

describe("parsePem (RFC 7468)", () => {
  test("gives the blocks of a file in its order", () => {
    const key = "-----BEGIN PUBLIC KEY-----\nMAMC\nAQE=\n-----END PUBLIC KEY-----";
    expect(parsePem(BLOCK + key)).toEqual([
      { label: "CERTIFICATE", der: DER },
      { label: "PUBLIC KEY", der: DER },
    ]);
  });

  test.each([
    ["CR LF", BLOCK.replaceAll("\n", "\r\n")],
    ["CR", BLOCK.replaceAll("\n", "\r")],
    ["explanations around blocks (§5.2)", `Subject: CN=a\n${BLOCK}\nthe end`],
    ["white space at the ends of lines", BLOCK.replaceAll("\n", " \t\n")],
    ["an empty line within", BLOCK.replace("MAMC", "\nMAMC")],
    ["no last line end", BLOCK.trim()],
  ])("reads a block with %s", (_, text) => {
    expect(parsePem(text)).toEqual([{ label: "CERTIFICATE", der: DER }]);
  });

  test.each([
    ["no block", "nothing here"],
    ["no text", ""],
    ["a block without end", BLOCK.replace(/-----END.*/, "")],
    ["an end without beginning", BLOCK.replace(/-----BEGIN.*/, "")],
    ["another label at the end", BLOCK.replace("END CERTIFICATE", "END PUBLIC KEY")],
    ["a block within a block", BLOCK.replace("MAMC", `${BLOCK}MAMC`)],
    ["text within", BLOCK.replace("MAMC", "Proc-Type: 4,ENCRYPTED\n\nMAMC")],
    ["base64 without its padding", BLOCK.replace("=", "")],
    ["base64 that is not canonical", BLOCK.replace("AQE=", "AQF=")],
    ["nothing in it", BLOCK.replace("MAMCAQE=", "")],
    ["a damaged beginning", `${BLOCK}${BLOCK.replace("CERTIFICATE-----\n", "CERTIFICATE----\n")}`],
    ["a beginning that is not alone on its line", ` ${BLOCK}`],
    ["an empty label", BLOCK.replaceAll(" CERTIFICATE", "")],
  ])("refuses %s", (_, text) => {
    expect(() => parsePem(text)).toThrow(CertificateError);
  });
});
