import { readFileSync } from "node:fs";

import { contractScenarios } from "@tlspin/testing";
import { beforeAll, describe, expect, test } from "vitest";

import { MATRIX, README } from "../src/documents.ts";
import { gapOf, GAPS } from "../src/gaps.ts";
import { type Measured, measure, type Measurements } from "../src/measurements.ts";
import { withMatrix, withTables } from "../src/runtime-tables.ts";
import { runtimes } from "../src/runtimes.ts";

// All of them, two at a time: about two minutes where nothing else runs.
const TWENTY_MINUTES = 1_200_000;

let measured: Measurements = {};

beforeAll(async () => {
  measured = await measure();
}, TWENTY_MINUTES);

describe.for(runtimes())("the contract on $name", ({ name: release, call }) => {
  if (call === undefined) console.warn(`SKIPPED: the contract on ${release}`);

  test.for(contractScenarios())("$name", ({ name, guarantee }, { skip }) => {
    if (call === undefined) return skip("this runtime is not installed on this machine");
    const { outcome, failure } = resultOf(release, name);
    const gap = gapOf(name, release);
    if (gap === undefined || gap.accepted === true)
      expect(outcome, `${guarantee}\n${failure}`).toBe("passed");
    else expect(outcome, `a gap that is no more: ${gap.reason}`).toBe("skipped");
    return undefined;
  });
});

test("every gap is one that some release falls into", () => {
  for (const gap of GAPS) {
    expect(runtimes().some(({ name }) => gapOf(gap.scenario, name) === gap)).toBe(true);
  }
});

test("every attack works on ordinary code in some runtime, or is none", () => {
  const attacked = new Set(
    Object.values(measured).flatMap((results) =>
      results.filter(({ naive }) => naive === "fooled").map(({ name }) => name),
    ),
  );
  const others = contractScenarios().map(({ name }) => name);
  expect(others.filter((name) => !attacked.has(name))).toEqual(NO_ATTACKS);
});

describe("what the documents say is what this run measured (src/write-runtimes.ts writes it)", () => {
  // Columns of what is not installed are skipped above, by name, and stay as they are.
  test.each([
    ["the tables of README.md", README, withTables],
    ["docs/runtimes.md", MATRIX, withMatrix],
  ] as const)("%s", (_what, path, withResults) => {
    const text = readFileSync(path, "utf8");
    expect(text).toBe(withResults(text, measured));
  });

  test("and another result would be another table", () => {
    const [release = ""] = Object.keys(measured);
    const broken = (measured[release] ?? []).map((result, i) =>
      i === 0 ? { ...result, outcome: "failed" as const } : result,
    );
    const other = { ...measured, [release]: broken };
    for (const [path, withResults] of [
      [README, withTables],
      [MATRIX, withMatrix],
    ] as const) {
      const text = readFileSync(path, "utf8");
      expect(withResults(text, other)).not.toBe(withResults(text, measured));
    }
  });
});

function resultOf(release: string, name: string): Measured {
  const missing: Measured = { name, outcome: "failed", failure: "it was not run" };
  return measured[release]?.find((result) => result.name === name) ?? missing;
}

// What must keep working, or what breaks no pin.
const NO_ATTACKS: readonly string[] = [
  "self-test",
  "allowed-leaf-pin",
  "allowed-ca-pin",
  "backup-in-use",
  "allowed-behind-decoy",
  "allowed-root-pin",
  "report-only",
  "unlisted-host",
  "excluded-subdomain",
  "weakening-options",
  "unknown-option",
  "own-check-only-refuses",
  "equal-revision-other-content",
  "close-mid-handshake",
  "close-inside-lookup",
  "abort-inside-onVerdict",
  "nothing-left",
  "client-certificate",
  "garbage",
  "slow",
  "reset",
  "cut-at-any-byte",
  "half-closed",
];
