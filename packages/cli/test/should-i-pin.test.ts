import { describe, expect, test } from "vitest";

import { adviceOn } from "../src/should-i-pin/advice.ts";
import { QUESTIONS, type QuestionName } from "../src/should-i-pin/questions.ts";
import { hasTerminal, tlspinInTerminal } from "./terminal.ts";
import { documentOf, newFolder, tlspin } from "./tlspin.ts";

const GOOD: readonly QuestionName[] = QUESTIONS.filter(({ ifNo }) => ifNo !== undefined).map(
  ({ name }) => name,
);

describe("adviceOn", () => {
  test("says yes only where nothing speaks against it", () => {
    expect(adviceOn(new Set(GOOD))).toEqual({ shouldPin: "yes", reasons: [] });
  });

  test.each<[QuestionName, string]>([
    ["ownServer", "no"],
    ["ownClients", "no"],
    ["reason", "no"],
    ["quickUpdates", "no"],
    ["nextKey", "not-yet"],
    ["watched", "not-yet"],
  ])("a no to %s alone gives: %s", (name, shouldPin) => {
    const advice = adviceOn(new Set(GOOD.filter((each) => each !== name)));
    expect(advice).toMatchObject({ shouldPin, reasons: [{ question: name, weight: shouldPin }] });
  });

  test("an intercepting network is a note, and does not stop", () => {
    const advice = adviceOn(new Set([...GOOD, "interceptingNetworks"]));
    expect(advice).toMatchObject({ shouldPin: "yes", reasons: [{ weight: "note" }] });
  });

  test("a no outweighs a not-yet, and stands first", () => {
    const advice = adviceOn(new Set<QuestionName>());
    expect(advice.shouldPin).toBe("no");
    const weights = advice.reasons.map(({ weight }) => weight);
    expect(weights).toEqual(["no", "no", "no", "no", "not-yet", "not-yet"]);
  });
});

describe("tlspin should-i-pin", () => {
  test("takes every answer from flags, and exits with 0 for yes", async () => {
    const { code, stdout, stderr } = await tlspin(["should-i-pin", ...flags(GOOD)]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(/^Pin\. /m);
  });

  test("says no to somebody else's server: exit code 1, and why", async () => {
    const others = GOOD.filter((name) => name !== "ownServer");
    const run = await tlspin(["should-i-pin", ...flags(others), "--json"]);
    expect(run.code).toBe(1);
    expect(documentOf(run)).toMatchObject({
      shouldPin: "no",
      reasons: [{ question: "ownServer", weight: "no" }],
    });
  });

  test("without a terminal it names the answers that are missing", async () => {
    const { code, stdout, stderr } = await tlspin(["should-i-pin", "--own-server", "yes"]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain("--own-clients");
    expect(stderr).not.toContain("--own-server");
  });

  test.skipIf(!hasTerminal)("asks on a terminal, again where the answer is neither", async () => {
    const [first, ...others] = QUESTIONS.map(({ text }) => text.slice(0, 20));
    const replies = [
      { after: first ?? "", keys: "maybe\n" },
      { after: "maybe", keys: "n\n" },
      ...others.map((after) => ({ after, keys: "y\n" })),
    ];
    const { code, screen } = await tlspinInTerminal(["should-i-pin"], {
      cwd: newFolder(),
      replies,
    });
    expect(code).toBe(1);
    expect(screen).toContain("Do not pin.");
  });

  test.skipIf(!hasTerminal).each([
    ["Ctrl-C", "\u0003"],
    ["Ctrl-D", "\u0004"],
  ])("%s ends the questions, and is no bug", async (_key, keys) => {
    const replies = [{ after: "[y/n]", keys }];
    const { code, screen } = await tlspinInTerminal(["should-i-pin"], {
      cwd: newFolder(),
      replies,
    });
    expect(code).toBe(2);
    expect(screen).toContain("the questions were cancelled");
  });
});

test("each question leaves room for its answer in 80 columns", () => {
  for (const { text } of QUESTIONS) expect(`${text} [y/n] yes`.length).toBeLessThanOrEqual(80);
});

function flags(yes: readonly QuestionName[]): readonly string[] {
  return QUESTIONS.flatMap(({ name }) => [
    `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
    yes.includes(name) ? "yes" : "no",
  ]);
}
