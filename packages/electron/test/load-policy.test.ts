import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { PolicyError } from "@tlspin/core";
import { afterAll, expect, test } from "vitest";

import { loadPolicy, loadPolicySync } from "../src/load-policy.ts";
import { leafPolicy } from "./cast.ts";

const folder = mkdtempSync(join(tmpdir(), "tlspin-electron-"));
afterAll(() => rmSync(folder, { recursive: true }));

test("loads a policy by its path or file URL, waiting or not", async () => {
  const path = written("pins.json", JSON.stringify(leafPolicy()));
  expect(loadPolicySync(path)).toEqual(await loadPolicy(pathToFileURL(path)));
  expect(loadPolicySync(path).hosts).toHaveLength(1);
});

test.each<[string, string | Uint8Array, string]>([
  ["duplicate keys", '{"version": 1, "version": 1}', "/version"],
  ["what is not UTF-8", Uint8Array.of(0xff, 0xfe), "UTF-8"],
])("names the file and refuses %s", async (_what, text, problem) => {
  const path = written("broken.json", text);
  expect(() => loadPolicySync(path)).toThrow(PolicyError);
  expect(() => loadPolicySync(path)).toThrow(problem);
  await expect(loadPolicy(path)).rejects.toThrow(path);
});

test("passes on what node:fs says of a file that is not there", async () => {
  expect(() => loadPolicySync(join(folder, "none.json"))).toThrow("ENOENT");
  await expect(loadPolicy(join(folder, "none.json"))).rejects.toThrow("ENOENT");
});

function written(name: string, text: string | Uint8Array): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}
