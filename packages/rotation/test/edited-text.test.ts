import { describe, expect, test } from "vitest";

import { type Edit, editedText } from "../src/index.ts";

const add = (path: string, value: unknown): Edit => ({ op: "add", path, value });
const remove = (path: string): Edit => ({ op: "remove", path });

describe("editedText", () => {
  test.each([
    ['{"a": [1, 2]}', add("/a/-", 3), '{"a": [1, 2, 3]}'],
    ['{"a": [1]}', add("/a/-", { b: [2, "c"] }), '{"a": [1, { "b": [2, "c"] }]}'],
    ['{"a": [\n  1,\n  2\n]}', add("/a/-", 3), '{"a": [\n  1,\n  2,\n  3\n]}'],
    ['{"a": [\r\n\t1\r\n]}', add("/a/-", 3), '{"a": [\r\n\t1,\r\n\t3\r\n]}'],
    ['{"a": [ ]}', add("/a/-", 1), '{"a": [1]}'],
    ['{"a": {}}', add("/a/b c", 1), '{"a": { "b c": 1 }}'],
    ['{ "a": { "b": 1 } }', add("/a/c~1d", 2), '{ "a": { "b": 1, "c/d": 2 } }'],
    ['{\n  "a": 1\n}', add("/b/-", 2), '{\n  "a": 1,\n  "b": [2]\n}'],
    ['{"a": [1, 2, 3]}', remove("/a/0"), '{"a": [2, 3]}'],
    ['{"a": [1, 2, 3]}', remove("/a/2"), '{"a": [1, 2]}'],
    ['{"a": [1]}', remove("/a/0"), '{"a": []}'],
    ['{"a": 1, "b": 2}', remove("/a"), '{"b": 2}'],
    ['{"a": 1, "b": "x"}', { op: "replace", path: "/b", value: [1] }, '{"a": 1, "b": [1]}'],
    [
      '{"a": [{"x":1}, 2], "b": [\n 3\n]}',
      { op: "move", from: "/a/0", path: "/b/-" },
      '{"a": [2], "b": [\n 3,\n {"x":1}\n]}',
    ],
  ] as readonly [string, Edit, string][])("%j, %j: %j", (before, edit, after) => {
    expect(editedText(before, [edit])).toBe(after);
    expect(() => JSON.parse(after)).not.toThrow();
  });

  test("carries out one edit after the other", () => {
    const edits = [add("/a/-", 1), add("/a/-", 2), remove("/a/0")];
    expect(editedText('{"a": []}', edits)).toBe('{"a": [2]}');
  });

  test.each([remove("/b"), add("/b/c", 1), { op: "move", from: "/b", path: "/a/-" }] as const)(
    "refuses what is not there: %j",
    (edit) => {
      expect(() => editedText('{"a": []}', [edit])).toThrow("is not in the file");
    },
  );
});
