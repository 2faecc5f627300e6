import { expect, test } from "vitest";

import { cellOfAll } from "../src/demo/cell.ts";
import { columnsOf } from "../src/demo/columns.ts";
import type { Outcome } from "../src/demo/perform.ts";
import { STORY } from "../src/demo/story.ts";

const FOUR = ["Node.js 26.10.0", "Deno 2.9.6", "Bun 1.4.5", "Electron 45.4.1"];
const REFUSED = { text: "refused, 0 bytes", look: "green" } as const;

test("four runtimes fit on 80 columns of a terminal, and stay apart", () => {
  const { head, row } = columnsOf(FOUR, []);
  const line = row("plain fetch", () => REFUSED);
  expect(line).toBe(` plain fetch${" refused, 0 bytes".repeat(4)}`);
  expect(line).toHaveLength(80);
  for (const name of FOUR.slice(1)) expect(line.slice(head.indexOf(name))).toMatch(/^refused/);
});

test("a runtime that lacks a client gets a dash, and one that is missing says so", () => {
  const { row } = columnsOf(["Node.js 26.10.0"], [{ name: "Electron", reason: "not installed" }]);
  expect(row("renderer", () => undefined)).toMatch(/^ {3}renderer +- +not here$/);
});

test("what a runtime stops by itself is not called refused", () => {
  const [, step] = STORY;
  const [scene] = step?.scenes ?? [];
  if (step === undefined || scene === undefined) throw new Error("the story has no second step");
  const stopped: Outcome = {
    step,
    scene,
    runtime: "Toaster",
    observation: {
      client: "naive check",
      result: { ok: false, message: "certificate signature failure" },
      server: { connections: 1, bytes: 0, tokens: [] },
    },
    mismatches: [],
  };
  expect(cellOfAll([stopped])?.text).toBe("stopped, 0 bytes");
  expect(cellOfAll([stopped, { ...stopped, mismatches: ["it must not"] }])?.text).toBe(
    "NOT AS SHOWN",
  );
});
