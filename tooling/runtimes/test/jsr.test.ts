import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import { type Rehearsal, rehearseJsr } from "../src/jsr.ts";
import { otherBinaries } from "../src/other-binaries.ts";

// The core brings a type check of all that it stands on.
vi.setConfig({ testTimeout: 60_000 });

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "tlspin-jsr-"));
});
afterEach(() => rm(folder, { recursive: true }));

// What @tlspin/deno stands on has to go with it.
const PACKAGES = ["deno", "undici", "tls", "policy-file", "core"];

// With the newest: nobody publishes with another.
describe.for(otherBinaries("deno").slice(-1))(
  "publishing to JSR with Deno $version",
  ({ version, path }) => {
    const publish = (
      rehearsal: Omit<Rehearsal, "deno" | "folder">,
    ): ReturnType<typeof rehearseJsr> => rehearseJsr({ deno: path ?? "", folder, ...rehearsal });

    test.for(PACKAGES)(
      "@tlspin/%s compiles there and has no slow types",
      async (name, { skip }) => {
        if (path === undefined) return skip(`Deno ${version} is not installed`);
        const { code, output } = await publish({ name });
        expect(output).toContain("Success Dry run complete");
        expect(code).toBe(0);
        return undefined;
      },
    );

    test("and a slow type would be found", async ({ skip }) => {
      if (path === undefined) return skip(`Deno ${version} is not installed`);
      const addition = "export const slow = ((a: number) => ({ a }))(1);\n";
      const { code, output } = await publish({ name: "deno", addition });
      expect(output).toContain("missing-explicit-type");
      expect(code).toBe(1);
      return undefined;
    });
  },
);
