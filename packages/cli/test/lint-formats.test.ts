import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

import { Validator } from "@cfworker/json-schema";
import { describe, expect, test } from "vitest";

import { locatorOf } from "../src/lint/locate.ts";
import { workflowCommand } from "../src/workflow-command.ts";
import { A, policyText } from "./policies.ts";
import { documentOf, newFolder, tlspin } from "./tlspin.ts";

const FOUND = policyText({ mode: "report-only", pins: [{ certificate: A }] });

describe("SARIF 2.1.0", () => {
  // The schema of the standard, as Microsoft's matchers carry it.
  const require = createRequire(import.meta.url);
  const schema = JSON.parse(
    readFileSync(
      require.resolve("@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json"),
      "utf8",
    ),
  );
  const validator = new Validator(schema, "4", false);

  test.each([
    ["findings", FOUND],
    ["nothing", policyText()],
    ["problems of the parser", '{ "version": 2 }'],
    ["no JSON", "{"],
  ])("a log of %s keeps to the schema", async (_, input) => {
    const log = documentOf(await tlspin(["lint", "-", "--format", "sarif"], { input }));
    const { valid, errors } = validator.validate(log);
    expect({ valid, errors }).toEqual({ valid: true, errors: [] });
  });

  test("and one that does not would be found", async () => {
    const log = documentOf(await tlspin(["lint", "-", "--format", "sarif"], { input: FOUND }));
    expect(validator.validate({ ...log, version: "2.0.0" }).valid).toBe(false);
    const text = JSON.stringify(log).replaceAll('"level":"warning"', '"level":"fatal"');
    expect(validator.validate(JSON.parse(text)).valid).toBe(false);
  });

  test("results name their rule, file and place, and what was not judged is told", async () => {
    const folder = newFolder();
    writeFileSync(join(folder, "my pins.json"), FOUND);
    const run = await tlspin(["lint", "my pins.json", "--format", "sarif"], { cwd: folder });
    const log = documentOf(run) as unknown as Log;
    const { tool, results, invocations } = log.runs[0];
    const [result] = results;
    expect(tool.driver.rules[result?.ruleIndex ?? -1]?.id).toBe("certificate-pin");
    expect(result).toMatchObject({
      ruleId: "certificate-pin",
      level: "warning",
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: "my%20pins.json" },
            region: { startLine: 13, startColumn: 9, endLine: 15, endColumn: 10 },
          },
          logicalLocations: [{ fullyQualifiedName: "/hosts/0/pins/0" }],
        },
      ],
    });
    const told = invocations[0].toolExecutionNotifications.map(({ message }) => message.text);
    expect(told).toContain("not judged without --base: revision-not-raised");
  });
});

interface Log {
  readonly runs: readonly [
    {
      readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } };
      readonly results: readonly { readonly ruleIndex: number }[];
      readonly invocations: readonly [
        {
          readonly toolExecutionNotifications: readonly {
            readonly message: { readonly text: string };
          }[];
        },
      ];
    },
  ];
}

describe("annotations of GitHub", () => {
  test("one line each, with file, line and column, then the summary", async () => {
    const run = await tlspin(["lint", "-", "--format", "github"], { input: FOUND });
    const [first, , last] = run.stdout.trimEnd().split("\n");
    expect(first).toMatch(
      /^::warning file=standard input,line=13,title=tlspin certificate-pin::names one/,
    );
    expect(first).toContain("%0Ato do: ");
    expect(run.stdout).toContain(
      "::warning file=standard input,line=21,endLine=21,col=15,endColumn=28,title=tlspin report-only::",
    );
    expect(last).toContain("valid: standard input");
  });

  test("--json beside another format is a usage error", async () => {
    const run = await tlspin(["lint", "-", "--json", "--format", "github"], { input: FOUND });
    expect(run).toMatchObject({ code: 2, stderr: expect.stringContaining("exclude each other") });
  });

  test("nothing in a message or a name ends the command or starts another", () => {
    const region = { line: 1, column: 2, endLine: 1, endColumn: 3 };
    const command = {
      level: "error",
      file: "a,b:c%.json",
      region,
      title: "t",
      message: "100%\r\n::set-env",
    } as const;
    expect(workflowCommand(command)).toBe(
      "::error file=a%2Cb%3Ac%25.json,line=1,endLine=1,col=2,endColumn=3,title=t::100%25%0D%0A::set-env",
    );
  });
});

describe("locatorOf", () => {
  const text = '{\n  "a/b": [1, { "x~y": "é😀", "z": 2 }]\n}';

  test.each([
    ["", { line: 1, column: 1, endLine: 1, endColumn: 1 }],
    ["/a~1b", { line: 2, column: 10, endLine: 2, endColumn: 39 }],
    ["/a~1b/0", { line: 2, column: 11, endLine: 2, endColumn: 12 }],
    ["/a~1b/1/x~0y", { line: 2, column: 23, endLine: 2, endColumn: 28 }],
    ["/a~1b/1/z", { line: 2, column: 35, endLine: 2, endColumn: 36 }],
  ])("finds %j, counting UTF-16 units from 1", (pointer, region) => {
    expect(locatorOf(text)(pointer)).toEqual(region);
  });

  test("what is not there is where its parent is", () => {
    expect(locatorOf(text)("/a~1b/0/deep/er")).toEqual(locatorOf(text)("/a~1b/0"));
    expect(locatorOf(text)("/nothing")).toMatchObject({ line: 1, endLine: 3 });
  });

  test("of what is no JSON, the place of the first error", () => {
    expect(locatorOf('{\n "a": 1,\n oops }')("")).toMatchObject({ line: 3, column: 2 });
    expect(locatorOf("")("/hosts/0")).toMatchObject({ line: 1, column: 1 });
  });

  test.each(["\n", "\r\n", "\r"])("lines end with %j", (end) => {
    expect(locatorOf(`[${end}${end}7]`)("/0")).toMatchObject({ line: 3, column: 1 });
  });
});
