import { requireRuntime } from "@tlspin/tls";
import { expect, test } from "vitest";

import { givesCa } from "../src/ports.ts";
import { DENO, refuseNative, requireFreshSessions, requireHook } from "../src/version-gate.ts";

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

test.each([
  ["2.8.0", true],
  ["2.8.3", true],
  ["2.9.0", true],
  ["2.9.5", true],
  ["2.9.6", false],
  ["2.10.0", false],
  ["2.7.14", false],
])("Deno %s resumes sessions of its own store, and needs tls.ca: %s", (deno, needsCa) => {
  const ask = (): void => requireFreshSessions({ deno }, false);
  if (needsCa) expect(ask).toThrow("use Deno 2.9.6 or newer, or give tls.ca");
  else expect(ask).not.toThrow();
  expect(() => requireFreshSessions({ deno }, true)).not.toThrow();
});

test("a ca that is nothing is not given", () => {
  expect(givesCa({ ca: ["-----BEGIN CERTIFICATE-----"] })).toBe(true);
  for (const tls of [{}, { ca: undefined }, { ca: null }, Object.create({ ca: "inherited" })]) {
    expect(givesCa(tls)).toBe(false);
  }
});

test("what Deno cannot enforce is refused with the reason", () => {
  expect(() => requireHook()).toThrow("reuses connections that the hook never saw");
  expect(() => refuseNative({ nativeFetch: "leaf-pins" })).toThrow("denoland/deno#8238");
  expect(() => refuseNative({})).not.toThrow();
});

test("another runtime is told what to use instead, as soon as it loads the package", async () => {
  await expect(import("../src/index.ts")).rejects.toThrow("use @tlspin/node");
});
