import { describe, expect, test } from "vitest";

import { manifestOffences } from "../src/manifest-offences.ts";
import { type Manifest, packagesIn } from "../src/workspace.ts";

describe("package.json", () => {
  test.each(packagesIn("packages/*"))("of $folder is as published packages are", (pkg) => {
    expect(manifestOffences(pkg)).toEqual([]);
  });

  test.each([...packagesIn("tooling/*"), ...packagesIn("apps/*")])(
    "of $folder keeps it from being published",
    ({ manifest }) => {
      expect(manifest.private).toBe(true);
    },
  );
});

describe("an offender is named", () => {
  test("nothing is wrong with the example that the others vary", () => {
    expect(offencesWith({})).toEqual([]);
  });

  test.each<[string, Partial<Manifest>]>([
    ["license is not Apache-2.0", { license: "MIT" }],
    ["sideEffects is not false", { sideEffects: true }],
    ["sideEffects is not false", { sideEffects: ["./dist/index.js"] }],
    ["type is not module", { type: "commonjs" }],
    ["engines.node is missing", { engines: {} }],
    ["repository.directory is not packages/made", { repository: { directory: "packages/core" } }],
    ["publishConfig.access is not public", { publishConfig: {} }],
    ["private is not undefined", { private: true }],
    ["files lacks src", { files: ["dist", "!dist/.tsbuildinfo"] }],
    ["files has test", { files: ["dist", "!dist/.tsbuildinfo", "src", "test"] }],
    ['exports["./package.json"] is missing', { exports: { ".": code() } }],
    ['@tlspin/core is "^1.0.0", not "workspace:^"', { dependencies: { "@tlspin/core": "^1.0.0" } }],
    ['has the script "postinstall"', { scripts: { postinstall: "node steal.js" } }],
  ])("%s", (problem, fields) => {
    expect(offencesWith(fields)).toContain(`packages/made/package.json: ${problem}`);
  });

  test("when a type checker would meet the JavaScript before the types", () => {
    const { types, ...rest } = code();
    const exports = { ".": { ...rest, types }, "./package.json": "./package.json" };
    expect(offencesWith({ exports })).toHaveLength(1);
  });

  test("when an adapter does not ship the policy's schema", () => {
    expect(offencesWith({ name: "@tlspin/node" })).toEqual([
      "packages/made/package.json: files lacks policy.schema.json",
      "packages/made/package.json: exports lacks ./policy.schema.json",
    ]);
  });
});

function offencesWith(fields: Partial<Manifest>): readonly string[] {
  const manifest: Manifest = {
    name: "@tlspin/made",
    license: "Apache-2.0",
    type: "module",
    sideEffects: false,
    files: ["dist", "!dist/.tsbuildinfo", "src"],
    exports: { ".": code(), "./package.json": "./package.json" },
    engines: { node: ">=22.12" },
    repository: { directory: "packages/made" },
    publishConfig: { access: "public" },
    ...fields,
  };
  return manifestOffences({ folder: "packages/made", manifest, sources: [], tests: [] });
}

function code(): Readonly<Record<string, string>> {
  return {
    "@tlspin/source": "./src/index.ts",
    types: "./dist/index.d.ts",
    default: "./dist/index.js",
  };
}
