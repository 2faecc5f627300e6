import { describe, expect, test } from "vitest";

import { LAYERS, layerOffences } from "../src/layers.ts";
import { type Manifest, packagesIn, type WorkspacePackage } from "../src/workspace.ts";

describe("the packages", () => {
  test.each(packagesIn("packages/*"))("$folder stands only on packages below it", (pkg) => {
    expect(layerOffences(pkg)).toEqual([]);
  });

  test("the layers themselves have no cycle and name only packages that have a place", () => {
    const placed = new Set<string>();
    const waiting = new Map(Object.entries(LAYERS));
    for (let before = -1; before !== placed.size;) {
      before = placed.size;
      for (const [name, below] of waiting) {
        if (below.every((other) => placed.has(other))) placed.add(name);
      }
    }
    expect([...waiting.keys()].filter((name) => !placed.has(name))).toEqual([]);
  });
});

describe("an offender is named", () => {
  test("when the core depends on an adapter", () => {
    const core = made("@tlspin/core", { dependencies: { "@tlspin/node": "workspace:^" } });
    expect(layerOffences(core)).toEqual([
      "packages/made/package.json: @tlspin/core may not stand on @tlspin/node",
    ]);
  });

  test("when an adapter depends on another adapter", () => {
    const node = made("@tlspin/node", { dependencies: { "@tlspin/deno": "workspace:^" } });
    expect(layerOffences(node)).toHaveLength(1);
  });

  test("when test equipment would be installed at our users'", () => {
    const node = made("@tlspin/node", { dependencies: { "@tlspin/testing": "workspace:^" } });
    const development = made("@tlspin/node", { devDependencies: node.manifest.dependencies ?? {} });
    expect(layerOffences(node)).toHaveLength(1);
    expect(layerOffences(development)).toEqual([]);
  });

  test("when a package is not in the table", () => {
    expect(layerOffences(made("@tlspin/attic", {}))).toEqual([
      "packages/made: @tlspin/attic has no place in LAYERS",
    ]);
  });

  test.each([
    ['import { createPinning } from "@tlspin/node";', "@tlspin/node"],
    ['export * from "@tlspin/node";', "@tlspin/node"],
    ['import type { Pinning } from "@tlspin/tls";', "@tlspin/tls"],
    ['const tls = await import("@tlspin/tls");', "@tlspin/tls"],
    ['export type P = import("@tlspin/tls").Pinning;', "@tlspin/tls"],
    ['import "left-pad/index.js";', "left-pad/index.js"],
    ['import { evaluate } from "../../core/src/evaluate.ts";', "../../core/src/evaluate.ts"],
  ])("when a source file says: %s", (text, specifier) => {
    const [offence] = layerOffences(made("@tlspin/core", {}, text));
    expect(offence).toContain(`packages/made/src/offender.ts: imports ${specifier}, which`);
  });

  test("when a test of the core reaches further into the test equipment than the forge", () => {
    const reach = (file: string): readonly string[] => {
      const text = `import "../../testing/src/${file}";`;
      const tests = [{ path: "packages/core/test/offender.test.ts", text }];
      return layerOffences({ ...made("@tlspin/core", {}), folder: "packages/core", tests });
    };
    expect(reach("forge.ts")).toEqual([]);
    expect(reach("servers.ts")).toHaveLength(1);
  });

  test("but not for what package.json declares", () => {
    const manifest = { dependencies: { "@tlspin/core": "workspace:^", undici: "^7.0.0" } };
    const text = 'import "node:tls"; import "@tlspin/core"; import "undici"; import "./own.ts";';
    expect(layerOffences(made("@tlspin/tls", manifest, text))).toEqual([]);
  });
});

function made(name: string, fields: Partial<Manifest>, text = ""): WorkspacePackage {
  const sources = [{ path: "packages/made/src/offender.ts", text }];
  return { folder: "packages/made", manifest: { name, ...fields }, sources, tests: [] };
}
