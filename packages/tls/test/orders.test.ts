import { createHash } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { pathToFileURL } from "node:url";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { readOrders } from "../src/register/orders.ts";

const TEXT = JSON.stringify({
  version: 1,
  revision: 7,
  unlistedHosts: "unpinned",
  hosts: [{ host: "status.example.com", includeSubdomains: false, exclude: true }],
});
const SHA256 = createHash("sha256").update(TEXT).digest("hex");

let folder: string;
let path: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tlspin-orders-"));
  path = join(folder, "pins.json");
  await writeFile(path, TEXT);
});
afterAll(() => rm(folder, { recursive: true }));

describe("readOrders", () => {
  test.each([
    ["an absolute path", (): string => path],
    ["a relative path", (): string => relative(process.cwd(), path)],
    ["a file: URL", (): string => pathToFileURL(path).href],
  ])("reads the policy of %s, and gives what identifies it", (_, named) => {
    const orders = readOrders({ TLSPIN_POLICY: named() });
    expect(orders).toMatchObject({ path, sha256: SHA256, policy: { revision: 7 } });
  });

  test.each([SHA256, SHA256.toUpperCase()])("takes the file of that SHA-256: %s", (sha256) => {
    expect(readOrders({ TLSPIN_POLICY: path, TLSPIN_POLICY_SHA256: sha256 }).path).toBe(path);
  });

  test.each(["", "0".repeat(64), SHA256.slice(1)])("and no other: %j", (sha256) => {
    const env = { TLSPIN_POLICY: path, TLSPIN_POLICY_SHA256: sha256 };
    expect(() => readOrders(env)).toThrow("TLSPIN_POLICY_SHA256: is");
  });

  test.each([{}, { TLSPIN_POLICY: "" }])("needs a policy: %j", (env) => {
    expect(() => readOrders(env)).toThrow("TLSPIN_POLICY: must name the policy file");
  });
});
