import { UnsupportedRuntimeError } from "@tlspin/core";
import { describe, expect, test } from "vitest";

import { refuseOtherRuntimes, requireHook, requireNode } from "../src/version-gate.ts";

describe("requireNode", () => {
  test.each(["22.12.0", "22.23.3", "24.0.0", "24.99.1", "26.0.0", "26.10.0"])(
    "admits Node.js %s",
    (node) => {
      expect(() => requireNode({ node }, false)).not.toThrow();
    },
  );

  test.each([
    "20.20.2",
    "22.11.0",
    "23.11.0",
    "25.0.0",
    "27.0.0",
    "26.0.0-rc.1",
    "24.0.0-nightly2026",
    "x",
    undefined,
  ])("refuses Node.js %s, which was not measured", (node) => {
    expect(() => requireNode({ node }, false)).toThrow(UnsupportedRuntimeError);
    expect(() => requireNode({ node }, false)).toThrow("allowUntestedRuntime");
    expect(() => requireNode({ node }, true)).not.toThrow();
  });

  test("refuses Electron's Node.js until it is measured", () => {
    expect(() => requireNode({ node: "24.18.1", electron: "45.4.0" }, false)).toThrow(
      "Electron's Node.js 24.18.1",
    );
  });

  test.each([
    ["deno", "@tlspin/deno"],
    ["bun", "@tlspin/bun"],
  ])(
    "refuses %s, whose process.versions.node says that it is Node.js, whatever is allowed",
    (runtime, adapter) => {
      const versions = { node: "26.3.0", [runtime]: "1.0.0" };
      expect(() => requireNode(versions, true)).toThrow(adapter);
      expect(() => refuseOtherRuntimes(versions)).toThrow(adapter);
    },
  );
});

test.each([
  ["22.23.2", true],
  ["22.23.1", false],
  ["24.18.1", true],
  ["24.18.0", false],
  ["26.5.1", true],
  ["26.10.0", true],
  ["26.5.0", false],
  ["28.0.0", false],
])("requireHook of Node.js %s: %s (CVE-2026-58040)", (node, holds) => {
  const ask = (): void => requireHook({ node });
  if (holds) expect(ask).not.toThrow();
  else expect(ask).toThrow("Use agent(), connect() or fetch()");
});
