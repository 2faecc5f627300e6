import { nodeBinaries } from "@tlspin-tooling/runtimes/node-binaries";
import { contractScenarios } from "@tlspin/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { type Cast, forgeCast } from "../src/cast.ts";
import { REGISTER, run } from "../src/run.ts";

let cast: Cast;
let policy: string;

beforeAll(async () => {
  cast = await forgeCast();
  // Of another host: the doors alone judge theirs. It asks for CAs, so register reads what was served.
  const rule = { ...cast.caRule, host: "other.example.org", mode: "report-only", backupPins: [] };
  policy = await cast.policy("pins.json", { hosts: [rule] });
});
afterAll(() => cast.close());

// The oldest of each line: those tell least of what was served.
const oldest = nodeBinaries().filter(({ version }) => /^\d+\.(?:0|12)\.0$/.test(version));

describe("the doors of createPinning hold in a process that register has pinned", () => {
  test.each(oldest)("Node.js $version", async ({ version, path }) => {
    if (path === undefined) return console.warn(`SKIPPED: Node.js ${version} is not installed`);
    const env = { TLSPIN_POLICY: policy };
    const { lines } = await run({ node: path, program: "contract.mjs", before: REGISTER, env });
    const scenarios = lines.map((line) => ({ name: "", outcome: "", failure: "", ...line }));
    expect(scenarios.map(({ name }) => name)).toEqual(contractScenarios().map(({ name }) => name));
    const failed = scenarios.filter(({ outcome }) => outcome === "failed");
    expect(failed.map(({ name }) => name)).toEqual(NAIVE_NEEDS_SESSIONS);
    for (const { failure } of failed) expect(failure).toContain("naive: refused");
  });
});

// The client without pins, which the attack must fool first, resumes a session there. Under register
// nobody does.
const NAIVE_NEEDS_SESSIONS = ["prototype-polluted-options", "resumed-session"];
