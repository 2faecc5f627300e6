import { createPrivateKey } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, test } from "vitest";

import { hasTerminal, tlspinInTerminal } from "./terminal.ts";
import { newFolder } from "./tlspin.ts";

const ARGS = ["key", "new", "api.example.com", "--dir", "."];
const FIRST = "New passphrase for api.example.com.key.pem: ";
const SECOND = "The same again: ";

describe.runIf(hasTerminal)("a passphrase that is typed", () => {
  test("is asked for twice, never shown, and encrypts the key", async () => {
    const folder = newFolder();
    const replies = [
      { after: FIRST, keys: "correct horsf\u007fe\r" },
      { after: SECOND, keys: "correct horse\r" },
    ];
    const { code, screen } = await tlspinInTerminal(ARGS, { cwd: folder, replies });
    expect(code).toBe(0);
    expect(screen).toContain(SECOND);
    expect(screen).not.toMatch(/horse|horsf|\*/);
    const key = readFileSync(join(folder, "api.example.com.key.pem"), "utf8");
    expect(createPrivateKey({ key, passphrase: "correct horse" }).type).toBe("private");
  });

  test.each([
    ["two that differ", "correct horsf\r", "the two passphrases differ"],
    ["Ctrl-C", "\u0003", "the question was cancelled"],
    ["Ctrl-D", "\u0004", "the question was cancelled"],
  ])("writes nothing: %s", async (_name, keys, words) => {
    const folder = newFolder();
    const replies = [
      { after: FIRST, keys: "correct horse\r" },
      { after: SECOND, keys },
    ];
    const { code, screen } = await tlspinInTerminal(ARGS, { cwd: folder, replies });
    expect(code).toBe(2);
    expect(screen).toContain(words);
    expect(readdirSync(folder)).toEqual([]);
  });
});
