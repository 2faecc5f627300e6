import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, test } from "vitest";

import { newFolder, SOURCE, tlspin } from "./tlspin.ts";

describe("tlspin complete", () => {
  test.each([
    [
      ["key", ""],
      ["new", "csr", "verify"],
    ],
    [["key", "verify", "--cert"], ["--certificate"]],
    [["pin", "--nota"], ["--notation"]],
    [
      ["pin", "--notation", "h"],
      ["hpkp", "hex"],
    ],
    [["pin", "--notation", "hex", ""], [":files"]],
    [["lint", ""], [":files"]],
    [["init", "--ca", ""], [":files"]],
    [["key", "new", "--type", "p3"], ["p384"]],
    [
      ["completion", ""],
      ["bash", "zsh", "fish"],
    ],
    [["frob", "--x"], []],
  ])("suggests for %j: %j", async (words, expected) => {
    const { code, stdout } = await tlspin(["complete", "--", ...words]);
    const found = stdout.split("\n").map((line) => line.replace(/\t.*$/, ""));
    expect({ code, found }).toEqual({ code: 0, found: [...expected, ""] });
  });

  test("suggests every command that help lists, with its summary, and not itself", async () => {
    const { stdout } = await tlspin(["complete", "--", ""]);
    const { stdout: help } = await tlspin(["--help"]);
    for (const line of stdout.trimEnd().split("\n")) {
      const [word = "", summary = ""] = line.split("\t");
      expect(help).toMatch(new RegExp(`^  ${word} `, "m"));
      expect(summary).not.toBe("");
    }
    expect(stdout).toContain("init\t");
    expect(stdout).not.toContain("complete\t");
  });
});

describe.each(["bash", "zsh", "fish"] as const)("completion in %s", (shell) => {
  const missing = spawnSync(shell, ["--version"]).error !== undefined;
  if (missing) process.stderr.write(`SKIPPED: completion in ${shell}, which is not installed\n`);

  test.skipIf(missing)("completes options, and files where one may stand", async () => {
    const folder = await folderWithCommand(shell);
    writeFileSync(join(folder, "pins.json"), "{}");
    expect(complete(shell, folder, ["pin", "--nota"])).toContain("--notation");
    expect(complete(shell, folder, ["lint", "pi"])).toMatch(
      shell === "fish" ? /pins\.json/ : /FILES/,
    );
    expect(complete(shell, folder, ["completion", "z"])).not.toMatch(/FILES|pins\.json/);
  });

  test.skipIf(missing)("does not run what is typed", async () => {
    const folder = await folderWithCommand(shell);
    for (const word of ["$(touch pwned)", "`touch pwned`", ";touch pwned;"])
      complete(shell, folder, ["pin", word]);
    expect(readdirSync(folder)).not.toContain("pwned");
  });
});

/** A folder with a `tlspin` on the PATH, and the script of a shell. */
async function folderWithCommand(shell: string): Promise<string> {
  const folder = newFolder();
  const { code, stdout } = await tlspin(["completion", shell]);
  expect(code).toBe(0);
  writeFileSync(join(folder, "script"), stdout);
  const command = `exec "${process.execPath}" --conditions=@tlspin/source "${SOURCE}" "$@"\n`;
  writeFileSync(join(folder, "tlspin"), `#!/bin/sh\n${command}`);
  chmodSync(join(folder, "tlspin"), 0o755);
  return folder;
}

/** What a shell offers at the end of a line of words, as its script says it. */
function complete(shell: keyof typeof ASK, cwd: string, words: readonly string[]): string {
  const env = { PATH: `${cwd}:${process.env["PATH"]}`, HOME: cwd };
  const run = spawnSync(shell, [...ASK[shell], "tlspin", ...words], { cwd, env, encoding: "utf8" });
  expect(existsSync(join(cwd, "script")), run.stderr).toBe(true);
  return run.stdout;
}

// Each asks as the shell does when Tab is pressed, where bash and zsh say FILES for a file's name.
const ASK = {
  bash: [
    "--norc",
    "-c",
    `compopt() { echo FILES; }; . ./script; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _tlspin
    printf '%s\\n' "\${COMPREPLY[@]}"`,
    "-",
  ],
  zsh: [
    "-f",
    "-c",
    `compdef() { :; }; _describe() { print -l -- $found; }; _files() { print FILES; }
    . ./script; words=("$@"); CURRENT=$#; _tlspin`,
    "-",
  ],
  fish: [
    "--no-config",
    "-c",
    `source ./script; complete -C (string join " " -- (string escape -- $argv))`,
  ],
} as const;
