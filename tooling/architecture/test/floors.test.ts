import { describe, expect, test } from "vitest";

import { floorOffences } from "../src/floor-offences.ts";
import { FLOORS } from "../src/floors.ts";
import { filesIn } from "../src/workspace.ts";

describe("the floors of the core", () => {
  test("each file of the core imports only from below it", () => {
    expect(floorOffences(filesIn("packages/core/src/**/*.ts"))).toEqual([]);
  });

  test("no file stands on two floors", () => {
    const files = FLOORS.flatMap(({ steps }) => steps.flat());
    expect(files).toEqual([...new Set(files)]);
  });
});

describe("an offender is named", () => {
  test.each([
    ["pin.ts", 'import { evaluate } from "./evaluate.ts";', "which is not below it: evaluate.ts"],
    ["pin.ts", 'export * from "./certificate.ts";', "which is not below it: certificate.ts"],
    ["pin.ts", 'import { pinOf } from "./pin.ts";', "which is not below it: pin.ts"],
    ["base64.ts", 'import type { Hostname } from "./hostname.ts";', "which is not below it"],
    ["errors.ts", 'import { evaluate } from "./evaluate.ts";', "which is not below it"],
    ["report.ts", 'import { x } from "./attic.ts";', "which is on no floor"],
    ["path.ts", 'import { Certificate } from "pkijs";', "which only x509.ts may"],
    ["pin.ts", 'import { fromBER } from "asn1js";', "which only x509.ts may"],
    ["der.ts", 'import { sha256 } from "@noble/hashes/sha2.js";', "which only pin.ts may"],
    ["policy.ts", "await import(name);", "which is computed"],
    ["pin.ts", 'import { createHash } from "node:crypto";', "which needs a platform"],
  ])("when %s says: %s", (name, text, problem) => {
    const [offence] = floorOffences([{ path: `packages/core/src/${name}`, text }]);
    expect(offence).toContain(`packages/core/src/${name}: imports `);
    expect(offence).toContain(problem);
  });

  test("when a file is on no floor", () => {
    expect(floorOffences([{ path: "packages/core/src/attic.ts", text: "" }])).toEqual([
      "packages/core/src/attic.ts: is on no floor; put it into FLOORS",
    ]);
  });

  test("but not when errors.ts takes a type from above, or a file one step up imports it", () => {
    const sources = [
      { path: "packages/core/src/errors.ts", text: 'import type { V } from "./verdict.ts";' },
      { path: "packages/core/src/der.ts", text: 'import { E } from "./errors.ts";' },
      { path: "packages/core/src/pin.ts", text: 'import { h } from "@noble/hashes/sha2.js";' },
    ];
    expect(floorOffences(sources)).toEqual([]);
  });
});
