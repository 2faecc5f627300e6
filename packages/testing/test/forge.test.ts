import { createPrivateKey, createPublicKey, X509Certificate } from "node:crypto";

import { describe, expect, test } from "vitest";

import { forgeKey, forgeRoot, forgeSelfSigned } from "../src/index.ts";
import type { ForgedParty, KeyType } from "../src/index.ts";

const KEY_TYPES: readonly KeyType[] = ["RSA-2048", "P-256", "P-384", "P-521", "Ed25519"];

describe("forgeRoot", () => {
  test.each(KEY_TYPES)("a chain of %s keys verifies link by link in node:crypto", async (key) => {
    const root = await forgeRoot({ name: "Root", key });
    const ca = await root.issueCa({ name: "Issuing", key, pathLen: 0 });
    const leaf = await ca.issueLeaf({ hosts: ["api.example.com", "127.0.0.1", "::1"], key });

    expect(read(root).verify(createPublicKey(root.keyPem))).toBe(true);
    expect(read(ca).verify(createPublicKey(root.keyPem))).toBe(true);
    expect(read(leaf).verify(createPublicKey(ca.keyPem))).toBe(true);
    expect(read(leaf).verify(createPublicKey(root.keyPem))).toBe(false);
    expect([root, ca, leaf].map((party) => read(party).ca)).toEqual([true, true, false]);
    expect(read(leaf).checkHost("api.example.com")).toBe("api.example.com");
    expect([read(leaf).checkIP("127.0.0.1"), read(leaf).checkIP("::1")]).toEqual([
      "127.0.0.1",
      "::1",
    ]);
  });

  test("hands out the bytes that node:crypto reads back", async () => {
    const root = await forgeRoot({ name: "Root" });
    const parsed = read(root);
    expect(new Uint8Array(parsed.raw)).toEqual(root.certificate);
    const spki = parsed.publicKey.export({ type: "spki", format: "der" });
    expect(new Uint8Array(spki)).toEqual(root.spki);
    expect(parsed.checkPrivateKey(createPrivateKey(root.keyPem))).toBe(true);
    expect(parsed.subject).toBe("CN=Root");
  });

  test("writes the dates it is given, also past 2049 (RFC 5280 §4.1.2.5)", async () => {
    const notBefore = new Date("2020-02-29T00:00:00Z");
    const notAfter = new Date("2051-01-01T00:00:00Z");
    const root = await forgeRoot({ name: "Root", notBefore, notAfter });
    expect([read(root).validFromDate, read(root).validToDate]).toEqual([notBefore, notAfter]);
  });
});

describe("issueCa", () => {
  test("certifies an existing key again: same key and name, other issuer", async () => {
    const [genuine, rogue] = [await forgeRoot({ name: "A" }), await forgeRoot({ name: "B" })];
    const ca = await genuine.issueCa({ name: "Issuing" });
    const cross = await rogue.issueCa({ name: ca.name, key: ca.key });

    expect(cross.spki).toEqual(ca.spki);
    expect(cross.certificate).not.toEqual(ca.certificate);
    expect(read(cross).subject).toBe(read(ca).subject);
    expect(read(cross).issuer).toBe("CN=B");
    const leaf = read(await cross.issueLeaf({ hosts: ["a.example.com"] }));
    expect(leaf.verify(createPublicKey(ca.keyPem))).toBe(true);
  });

  test("bears a name of several parts to the letter, and so do those that it issues to", async () => {
    const root = await forgeRoot({ name: "Root" });
    const nameDer = Buffer.from(
      "301f3110300e060355040a0c074578616d706c65310b300906035504030c024341",
      "hex",
    );
    const ca = await root.issueCa({ name: "CA", nameDer });
    const leaf = await ca.issueLeaf({ hosts: ["a.example.com"] });
    expect(read(ca).subject).toBe("O=Example\nCN=CA");
    expect(read(leaf).issuer).toBe("O=Example\nCN=CA");
    expect(read(leaf).checkIssued(read(ca))).toBe(true);
  });

  test("signs with SHA-1 when it is asked to", async () => {
    const root = await forgeRoot({ name: "Root", key: "RSA-2048" });
    const weak = await root.issueCa({ name: "Weak", signature: "rsa-pkcs1-sha1" });
    expect(read(weak).verify(createPublicKey(root.keyPem))).toBe(true);
    expect(Buffer.from(weak.certificate).toString("hex")).toContain("2a864886f70d010105");
  });

  test("can name another algorithm inside than outside", async () => {
    const root = await forgeRoot({ name: "Root", key: "RSA-2048" });
    const torn = await root.issueCa({ name: "Torn", innerSignature: "rsa-pkcs1-sha512" });
    const hex = Buffer.from(torn.certificate).toString("hex");
    expect(hex).toContain("2a864886f70d01010d");
    expect(hex).toContain("2a864886f70d01010b");
  });

  test("writes an issuer that must not issue, with name constraints and unknown extensions", async () => {
    const root = await forgeRoot({ name: "Root" });
    const odd = await root.issueCa({
      name: "Odd",
      ca: false,
      keyUsage: ["digitalSignature"],
      nameConstraints: { permitted: ["example.net"] },
      extensions: [{ oid: "1.3.6.1.4.1.99999.1", critical: true, value: Uint8Array.of(5, 0) }],
      subjectKeyId: false,
      authorityKeyId: false,
    });
    expect(read(odd).ca).toBe(false);
    const hex = Buffer.from(odd.certificate).toString("hex");
    expect(hex).toContain("0603551d1e0101ff");
    expect(hex).toContain(Buffer.from("example.net").toString("hex"));
    expect(hex).not.toContain("0603551d0e");
    expect(hex).not.toContain("0603551d23");
  });
});

test("forgeSelfSigned vouches for itself, and is no CA", async () => {
  const alone = await forgeSelfSigned({ hosts: ["api.example.com"] });
  expect(read(alone).issuer).toBe(read(alone).subject);
  expect(read(alone).verify(createPublicKey(alone.keyPem))).toBe(true);
  expect(read(alone).ca).toBe(false);
});

test("a client certificate says clientAuth", async () => {
  const root = await forgeRoot({ name: "Root" });
  const client = await root.issueLeaf({ hosts: [], name: "client 1", purposes: ["clientAuth"] });
  expect(read(client).keyUsage).toEqual(["1.3.6.1.5.5.7.3.2"]);
});

test("forgeKey gives a new key each time", async () => {
  expect((await forgeKey()).spki).not.toEqual((await forgeKey()).spki);
});

function read(party: ForgedParty): X509Certificate {
  return new X509Certificate(party.certificate);
}
