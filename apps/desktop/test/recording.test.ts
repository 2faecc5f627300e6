import { readFileSync } from "node:fs";

import { expect, test } from "vitest";

import { recordingOf } from "../recording/recording.ts";

test("what the page plays is what real connections give today", async () => {
  const file = new URL("../src/page/recorded.json", import.meta.url);
  const kept: unknown = JSON.parse(readFileSync(file, "utf8"));
  const made: unknown = JSON.parse(JSON.stringify(await recordingOf()));
  expect(shapeOf(kept), "run `node recording/record.ts`").toEqual(shapeOf(made));
});

test("a record that differs would be noticed", () => {
  const one = {
    decision: "allow",
    message: "api: sha256/dN1E9ZMoHYQM+3wVzv+1tu/QZ5kLEzbI4iKPKIEWe1c=",
  };
  expect(shapeOf({ ...one, decision: "reject" })).not.toEqual(shapeOf(one));
  expect(shapeOf({ ...one, message: "api: no pin" })).not.toEqual(shapeOf(one));
  expect(shapeOf({ ...one, extra: 1 })).not.toEqual(shapeOf(one));
});

/** Everything but what each run forges or measures anew: keys, times, ports, byte counts, versions. */
function shapeOf(value: unknown): unknown {
  const text = JSON.stringify(value)
    .replaceAll(/sha256\/[A-Za-z0-9+/]{43}=/g, "sha256/…")
    .replaceAll(/"\d{4}-\d\d-\d\dT[\d:.]+Z"/g, '"time"')
    .replaceAll(/example\.(com|net):\d+/g, "example.$1:port")
    .replaceAll(/"bytes":[1-9]\d*/g, '"bytes":1')
    .replaceAll(/Node\.js \d+\.\d+\.\d+/g, "Node.js");
  return JSON.parse(text, (key, member) => (key === "message" ? linesOf(member) : member));
}

/** Which lines there are. How often a runtime shows a certificate is its own affair. */
function linesOf(message: string): readonly string[] {
  return [...new Set(message.split("\n"))];
}
