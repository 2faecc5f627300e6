import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, test } from "vitest";

import { workflowOffences } from "../src/workflow-offences.ts";

const WORKFLOWS = join(import.meta.dirname, "../../../.github/workflows");

describe("the workflows", () => {
  test.each(["ci.yml", "release.yml"])("%s gives each job only what it needs", (name) => {
    const text = readFileSync(join(WORKFLOWS, name), "utf8");
    expect(workflowOffences(name, text)).toEqual([]);
  });

  test("there are no others", () => {
    expect(globSync("**/*", { cwd: WORKFLOWS }).toSorted()).toEqual(["ci.yml", "release.yml"]);
  });
});

describe("an offender is named", () => {
  test("nothing is wrong with the example that the others vary", () => {
    expect(offencesOf(EXAMPLE)).toEqual([]);
  });

  test.each([
    ["permissions: {}", "permissions: read-all", "permissions at the top are not {}"],
    ["permissions: {}", "", "permissions at the top are not {}"],
    ["concurrency: example", "", "concurrency is missing"],
    ["pull_request:", "pull_request_target:", "runs on pull_request_target"],
    ["contents: read", "contents: write", "check: may write contents"],
    ["contents: read", "id-token: write", "check: may write id-token"],
    ["permissions: { contents: read }", "", "check: does not list its permissions"],
    [
      "permissions: { contents: read }",
      "permissions: write-all",
      "check: does not list its permissions",
    ],
    ["timeout-minutes: 5", "", "check: has no timeout"],
    ["persist-credentials: false", "fetch-depth: 0", "check: leaves its token in the checkout"],
    ["@de0fac2e4500dabe0009e67214ff5f5447ce83dd # v6.0.2", "@v6", "is not pinned to a commit"],
    [" # v6.0.2", "", "is not pinned to a commit"],
    [" # v6.0.2", " # v6", "is not pinned to a commit"],
  ])("when %j becomes %j", (before, after, problem) => {
    expect(offencesOf(EXAMPLE.replace(before, after)).join("\n")).toContain(problem);
  });
});

function offencesOf(text: string): readonly string[] {
  return workflowOffences("example.yml", text);
}

const EXAMPLE = `
on:
  pull_request:
permissions: {}
concurrency: example
jobs:
  check:
    runs-on: ubuntu-24.04
    timeout-minutes: 5
    permissions: { contents: read }
    steps:
      - uses: actions/checkout@de0fac2e4500dabe0009e67214ff5f5447ce83dd # v6.0.2
        with:
          persist-credentials: false
`;
