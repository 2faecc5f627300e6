import { OptionError, PolicyError, UnsupportedRuntimeError } from "@tlspin/core";
import { afterEach, describe, expect, test } from "vitest";

import { createPinning, pinningOf } from "../src/create-pinning.ts";
import { requireElectron } from "../src/version-gate.ts";
import { leafPolicy } from "./cast.ts";

describe("the version gate", () => {
  test.each([
    ["Node.js", { electron: undefined, type: undefined }],
    ["a renderer", { electron: "45.4.1", type: "renderer" }],
    ["a utility process", { electron: "45.4.1", type: "utility" }],
    ["Electron run as Node.js", { electron: "45.4.1", type: undefined }],
  ])("refuses %s, whatever is accepted", (_what, runtime) => {
    expect(() => requireElectron(runtime, true)).toThrow(UnsupportedRuntimeError);
  });

  test("refuses an Electron that was not measured, unless that is accepted", () => {
    const runtime = { electron: "45.4.1", type: "browser" };
    expect(() => requireElectron(runtime, false)).toThrow("allowUntestedRuntime: true");
    expect(() => requireElectron(runtime, true)).not.toThrow();
  });

  test("createPinning asks it before anything else happens", () => {
    expect(() => createPinning(leafPolicy(), { allowUntestedRuntime: true })).toThrow(
      UnsupportedRuntimeError,
    );
  });
});

describe("what an app must accept", () => {
  afterEach(() => void Reflect.deleteProperty(Object.prototype, "acceptFailOpenExpiry"));

  const opening = leafPolicy({ onExpiry: "unpin", expires: "2027-06-30" });
  const onVerdict = (): undefined => undefined;

  test("pins that fail open on a date", () => {
    expect(() => pinningOf(opening, { onVerdict })).toThrow(PolicyError);
    expect(() => pinningOf(opening, { onVerdict, acceptFailOpenExpiry: true })).not.toThrow();
  });

  test("a polluted prototype does not accept them for the app", () => {
    // oxlint-disable-next-line no-extend-native
    Object.defineProperty(Object.prototype, "acceptFailOpenExpiry", {
      value: true,
      configurable: true,
    });
    expect(() => pinningOf(opening, { onVerdict })).toThrow(PolicyError);
  });

  test("no policy older than the one that it remembers", () => {
    expect(() => pinningOf(leafPolicy(), { minRevision: 2 })).toThrow("/revision");
  });

  test.each<[string, object]>([
    ["minRevision", { minRevision: NaN }],
    ["acceptFailOpenExpiry", { acceptFailOpenExpiry: "no" }],
    ["allowUntestedRuntime", { allowUntestedRuntime: 1 }],
    ["onRejected", { onRejected: "log" }],
    ["onVerdict", Object.defineProperty({}, "onVerdict", { get: () => onVerdict })],
  ])("%s in a shape that could mean anything is an error", (name, options) => {
    expect(() => pinningOf(leafPolicy(), options)).toThrow(`${name}: `);
  });

  test("an option that is none is named", () => {
    const options = { onVerdict, onVerdicts: onVerdict };
    expect(() => createPinning(leafPolicy(), options)).toThrow(OptionError);
  });
});
