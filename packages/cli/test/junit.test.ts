import { describe, expect, test } from "vitest";

import { junitText } from "../src/junit.ts";
import { xmlProblems } from "./xml.ts";

const SUITE = {
  name: "tlspin check pins.json",
  cases: [
    { classname: "api.example.com", name: "pins" },
    { classname: "api.example.com", name: "tls-1.0", failure: "is accepted\nswitch it off" },
    { classname: "www.example.com", name: "hsts", skipped: "the host could not be reached" },
  ],
};

describe("junitText", () => {
  test("writes what the schema of JUnit's XML allows, and counts what failed or was skipped", async () => {
    const text = junitText(SUITE);
    expect(await xmlProblems(text)).toEqual([]);
    expect(text).toContain('tests="3" failures="1" errors="0" skipped="1"');
    expect(text).toContain(
      '<failure message="is accepted">is accepted&#10;switch it off</failure>',
    );
    expect(text).toContain('<testcase classname="api.example.com" name="pins"/>');
  });

  test("the schema refuses what it should", async () => {
    const twice = junitText(SUITE).replace("<skipped", "<failure/><skipped");
    expect(await xmlProblems(twice)).not.toEqual([]);
  });

  test("counts a case that failed and was not finished as failed", () => {
    const text = junitText({
      name: "s",
      cases: [{ classname: "c", name: "n", failure: "f", skipped: "s" }],
    });
    expect(text).toContain('failures="1" errors="0" skipped="0"');
    expect(text).not.toContain("<skipped");
  });

  test.each([
    ["markup", `</failure><testcase name="x"/>`],
    ["the end of an attribute", `" type="`],
    ["an entity", "&amp; &#0;"],
    ["control characters", "a\u0000\u001b[2J\u0008\u0085\r\tb"],
    ["what is no character", "\ud800 \ufffe \uffff"],
    ["a character beyond 16 bits", "\u{1f512}"],
  ])("keeps %s inside its place", async (_name, text) => {
    const cases = [
      { classname: text, name: text, failure: text },
      { classname: text, name: text, skipped: text },
    ];
    const xml = junitText({ name: text, cases });
    expect(await xmlProblems(xml)).toEqual([]);
    expect(xml.match(/<testcase /g)).toHaveLength(2);
    expect(xml.match(/<\/failure>/g)).toHaveLength(1);
  });
});
