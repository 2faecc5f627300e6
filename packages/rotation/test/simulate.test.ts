import { describe, expect, test } from "vitest";

import { pin } from "./keys.ts";
import { at, policyOf, simulated } from "./scene.ts";

const [A, B, C] = [pin("A"), pin("B"), pin("C")];

const ROTATION = {
  host: "api.example.com",
  serves: [
    { from: "2026-01-01", paths: [["A"]] },
    { from: "2027-01-14", paths: [["C"]] },
  ],
};

describe("simulate", () => {
  test("says in a sentence who is refused, how many, from when, by what and why", () => {
    const { counterExample, first, populations } = simulated({
      releases: [
        { version: "4.1.0", policy: policyOf([A], [B]), released: "2026-06-01" },
        { version: "4.2.0", policy: policyOf([A], [C]), released: "2026-12-01" },
      ],
      samples: [
        { at: at("2026-11-30"), release: { version: "4.1.0" }, weight: 62 },
        { at: at("2026-11-30"), release: { version: "4.2.0" }, weight: 938 },
      ],
      hosts: [ROTATION],
    });
    expect(counterExample).toBe(
      "desktop 4.1.0, 6.2 % of its users, is refused from 2027-01-14, when api.example.com starts serving key C, because it knows only A and B",
    );
    expect(first).toMatchObject({ outcome: "refuses", reason: "no-pin-matched" });
    expect(populations[0]).toMatchObject({ cutOff: { share: 0.062, at: at("2027-01-14") } });
  });
});
