import { describe, expect, test } from "vitest";

import { tarballOffences } from "../src/tarball-offences.ts";

describe("an offender is named", () => {
  test("nothing is wrong with the example that the others vary", () => {
    expect(offencesWith({})).toEqual([]);
  });

  test.each([
    ["lacks LICENSE", { LICENSE: undefined }],
    ["holds test/pin.test.ts, which nobody needs", { "test/pin.test.ts": "" }],
    ["holds src/pin.test.ts, which nobody needs", { "src/pin.test.ts": "" }],
    ["holds dist/.tsbuildinfo, which nobody needs", { "dist/.tsbuildinfo": "{}" }],
    ["holds .env, which nobody needs", { ".env": "TOKEN=1" }],
    ["holds dist/old.js, whose source is gone: remove dist, build again", { "dist/old.js": "" }],
    ["points to src/index.ts", { "src/index.ts": undefined }],
    ["points to dist/index.d.ts", { "dist/index.d.ts": undefined }],
    [
      "maps dist/index.js.map to src/gone.ts",
      { "dist/index.js.map": JSON.stringify({ sources: ["../src/gone.ts"] }) },
    ],
    [
      "depends on @tlspin/core at workspace:^",
      { "package.json": JSON.stringify({ dependencies: { "@tlspin/core": "workspace:^" } }) },
    ],
    [
      "runs its postinstall script on the machine that installs it",
      { "package.json": JSON.stringify({ scripts: { postinstall: "node setup.js" } }) },
    ],
  ])("%s", (problem, changes) => {
    expect(offencesWith(changes)).toContain(problem);
  });
});

function offencesWith(changes: Readonly<Record<string, string | undefined>>): readonly string[] {
  const manifest = {
    exports: {
      ".": {
        "@tlspin/source": "./src/index.ts",
        types: "./dist/index.d.ts",
        default: "./dist/index.js",
      },
    },
  };
  const files: Readonly<Record<string, string | undefined>> = {
    LICENSE: "",
    "package.json": JSON.stringify(manifest),
    "dist/index.d.ts": "",
    "dist/index.js": "",
    "dist/index.js.map": JSON.stringify({ sources: ["../src/index.ts"] }),
    "src/index.ts": "",
    ...changes,
  };
  const held = Object.entries(files).flatMap(([path, text]) =>
    text === undefined ? [] : [[path, text] as const],
  );
  return tarballOffences({ name: "@tlspin/made", path: "made.tgz", files: new Map(held) });
}
