import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";

import { parsePolicyText } from "@tlspin/core";
import { describe, expect, test } from "vitest";

import { ROOT, snippetsIn, snippetsOf } from "../src/snippets.ts";

const folder = new URL("../snippets/", import.meta.url);

describe("TypeScript", () => {
  test("every snippet compiles against the packages", () => {
    const snippets = snippetsOf("ts");
    expect(snippets.length).toBeGreaterThan(5);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder);
    writePinsPackage();
    for (const { place, text } of snippets) {
      writeFileSync(new URL(`${place.replaceAll(/[^\w]/g, "-")}.ts`, folder), text);
    }
    expect(compile()).toBe("");
  });

  test("and one that does not would be found", () => {
    writeFileSync(
      new URL("broken.ts", folder),
      'import { nothing } from "@tlspin/core";\nnothing();\n',
    );
    expect(compile()).toContain("broken.ts");
    rmSync(new URL("broken.ts", folder));
  });
});

const policies = snippetsOf("json").filter(({ file = "pins.json" }) => file === "pins.json");

test.each(policies)("the policy of $place loads", ({ text }) => {
  expect(parsePolicyText(text).hosts.length).toBeGreaterThan(0);
});

describe("shell", () => {
  const lines = snippetsOf("sh").flatMap(({ place, text }) =>
    text
      .split("\n")
      .map((line) => line.replace(/\s+#.*$/, "").trim())
      .filter((line) => line !== "")
      .map((line) => ({ place, line })),
  );
  const { scripts } = JSON.parse(readFileSync(`${ROOT}/package.json`, "utf8"));

  test.each(lines)("$place: $line names what exists", ({ line }) => {
    const script = /^(?:npx --yes pnpm@12|pnpm) (?:run )?([\w:]+)/.exec(line)?.[1];
    const command = /(?:^|npx |pnpm exec )tlspin (\w+)/.exec(line)?.[1];
    expect(script === undefined || PNPM.has(script) || script in scripts).toBe(true);
    expect(command === undefined || help(command) === 0).toBe(true);
  });
});

test("snippetsIn finds blocks and their lines", () => {
  expect(snippetsIn("a.md", "# A\n\n```ts\nlet a;\n```\n")).toEqual([
    { place: "a.md:3", language: "ts", text: "let a;\n" },
  ]);
});

test("and the file that a block is", () => {
  expect(snippetsIn("a.md", "```json deno.json\n{}\n```\n")).toEqual([
    { place: "a.md:1", language: "json", file: "deno.json", text: "{}\n" },
  ]);
});

// What pnpm itself knows.
const PNPM = new Set(["add", "exec", "install", "dlx", "update"]);

// The package that docs/sharing-a-policy.md makes, for the snippets that import it.
function writePinsPackage(): void {
  const home = new URL("node_modules/@example/pins/", folder);
  mkdirSync(home, { recursive: true });
  for (const { place, file, text } of snippetsOf("json")) {
    const isPart = place.startsWith("docs/sharing-a-policy.md:") && file !== undefined;
    if (isPart) writeFileSync(new URL(file, home), text);
  }
}

function compile(): string {
  return compileAs(CONFIG) + compileAs(ELECTRON_CONFIG);
}

function compileAs(config: object): string {
  writeFileSync(new URL("tsconfig.json", folder), JSON.stringify(config));
  const { stdout } = spawnSync(
    `${ROOT}/node_modules/.bin/tsc`,
    ["-p", new URL("tsconfig.json", folder).pathname],
    {
      encoding: "utf8",
    },
  );
  return stdout;
}

// As in a project of somebody who installed the packages.
const CONFIG = {
  compilerOptions: {
    target: "ES2023",
    lib: ["ES2023"],
    types: ["node"],
    module: "NodeNext",
    strict: true,
    exactOptionalPropertyTypes: true,
    noEmit: true,
  },
  include: ["*.ts"],
  exclude: ["packages-electron-*"],
};

// Electron's types name the DOM's, so an Electron app's project has those.
const ELECTRON_CONFIG = {
  compilerOptions: { ...CONFIG.compilerOptions, lib: ["ES2023", "DOM"] },
  include: ["packages-electron-*"],
};

function help(command: string): number | null {
  return spawnSync(process.execPath, [`${ROOT}/packages/cli/bin/tlspin.js`, command, "--help"])
    .status;
}
