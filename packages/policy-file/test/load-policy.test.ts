import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { PolicyError } from "@tlspin/core";
import { afterAll, expect, test } from "vitest";

import { loadPolicy, loadPolicySync } from "../src/load-policy.ts";

const folder = await mkdtemp(join(tmpdir(), "tlspin-"));
afterAll(() => rm(folder, { recursive: true }));

const RULE = `{ "host": "api.example.com", "includeSubdomains": false,
  "pins": ["sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="],
  "backupPins": ["sha256/BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBA="] }`;
const POLICY = `{ "version": 1, "revision": 3, "unlistedHosts": "reject", "hosts": [${RULE}] }\r\n`;

test("loads a file by its path or its URL, waiting or not", async () => {
  const path = await fileWith(POLICY);
  expect((await loadPolicy(path)).revision).toBe(3);
  expect((await loadPolicy(pathToFileURL(path))).revision).toBe(3);
  expect(loadPolicySync(path)).toEqual(await loadPolicy(path));
});

test.each([
  ["a byte order mark", `\uFEFF${POLICY}`],
  ["no JSON", "{"],
  ["a repeated key", POLICY.replace('"revision": 3', '"revision": 3, "revision": 4')],
  ["bytes that are no UTF-8", Uint8Array.of(0x22, 0xff, 0x22)],
])("refuses %s, and names the file", async (_, content) => {
  const path = await fileWith(content);
  const refusal = loadPolicy(path);
  await expect(refusal).rejects.toThrow(PolicyError);
  await expect(refusal).rejects.toThrow(path);
  expect(() => loadPolicySync(path)).toThrow(path);
});

test("passes on what the file system says", async () => {
  const absent = join(folder, "absent.json");
  await expect(loadPolicy(absent)).rejects.toMatchObject({ code: "ENOENT" });
  expect(() => loadPolicySync(absent)).toThrow("ENOENT");
});

async function fileWith(content: string | Uint8Array): Promise<string> {
  const path = join(folder, `pins-${Math.random()}.json`);
  await writeFile(path, content);
  return path;
}
