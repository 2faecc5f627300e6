import { describe, expect, test } from "vitest";

import { nodeBinaries } from "../src/node-binaries.ts";
import { type OtherBinary, otherBinaries, runArguments } from "../src/other-binaries.ts";
import { type Call, runProgram } from "../src/run-program.ts";
import { signatures } from "../src/signatures.ts";

const GENUINE = signatures();

describe("signatures that a CA pin rests on", () => {
  test.for(otherBinaries())("in $runtime $version", async (binary, { skip }) => {
    const { path } = binary;
    if (path === undefined) return skip("not installed");
    const answers = await answersOf({ path, before: runArguments(binary) });
    expect(answers.map(({ name }) => name)).toEqual(GENUINE.map(({ name }) => name));
    for (const { name, genuine, spoilt } of answers) {
      // A genuine one is never called wrong, and a spoilt one never right.
      expect(genuine, name).toBe(expectedOf(binary.runtime, name) ?? genuine);
      expect(["valid", "unsupported"], name).toContain(genuine);
      expect(["invalid", "unsupported"], name).toContain(spoilt);
    }
  });

  test.for(nodeBinaries())(
    "in Node.js $version all of them are known",
    async ({ path }, { skip }) => {
      if (path === undefined) return skip("not made for this machine");
      const answers = await answersOf({ path });
      expect(answers.filter(({ genuine }) => genuine !== "valid")).toEqual([]);
      expect(answers.filter(({ spoilt }) => spoilt !== "invalid")).toEqual([]);
    },
  );
});

interface Answer {
  readonly name: string;
  readonly genuine: string;
  readonly spoilt: string;
}

async function answersOf(call: Call): Promise<readonly Answer[]> {
  const { lines } = await runProgram("verify-signatures.mjs", {
    ...call,
    args: [JSON.stringify(GENUINE)],
  });
  return lines as readonly Answer[];
}

/** What was measured; `undefined` where it depends on the signature itself. */
function expectedOf(runtime: OtherBinary["runtime"], name: string): string | undefined {
  if (runtime === "bun") return /^(RSA-PSS|secp256k1|Ed448),/.test(name) ? "unsupported" : "valid";
  if (name.startsWith("secp256k1,")) return undefined;
  return name === "P-521, ecdsa-sha256" ? "unsupported" : "valid";
}
