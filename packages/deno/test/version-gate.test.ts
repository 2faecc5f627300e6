import { requireRuntime } from "@tlspin/tls";
import { expect, test } from "vitest";

import { DENO, refuseNative, requireHook } from "../src/version-gate.ts";

test.each([
  ["2.8.0", true],
  ["2.9.6", true],
  ["2.7.14", false],
  ["2.6.8", false],
  ["2.5.7", false],
])("Deno %s passes the gate: %s", (deno, passes) => {
  const ask = (): void => requireRuntime({ deno }, DENO, false);
  if (passes) expect(ask).not.toThrow();
  else expect(ask).toThrow("use Deno 2 from 2.8.0");
});

test("what Deno cannot enforce is refused with the reason", () => {
  expect(() => requireHook()).toThrow("reuses connections that the hook never saw");
  expect(() => refuseNative({ nativeFetch: "leaf-pins" })).toThrow("denoland/deno#8238");
  expect(() => refuseNative({})).not.toThrow();
});

test("another runtime is told what to use instead, as soon as it loads the package", async () => {
  await expect(import("../src/index.ts")).rejects.toThrow("use @tlspin/node");
});
