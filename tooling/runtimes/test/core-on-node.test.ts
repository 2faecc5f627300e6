import { describe, expect, test } from "vitest";

import { nodeBinaries } from "../src/node-binaries.ts";
import { runProgram } from "../src/run-program.ts";

describe("the built core", () => {
  test.for(nodeBinaries())("judges on Node.js $version", async ({ version, path }, { skip }) => {
    if (path === undefined) {
      console.warn(`SKIPPED: there is no Node.js ${version} from npm for this machine`);
      return skip("not made for this machine");
    }
    const { lines, stderr } = await runProgram("judge-forged.mjs", { path });
    expect(lines, stderr).toEqual([
      {
        node: version,
        own: { decision: "allow", reason: "pin-matched" },
        other: { decision: "reject", reason: "no-pin-matched" },
      },
    ]);
  });
});
