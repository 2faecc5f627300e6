import { expect, test } from "vitest";

import { refuseShim } from "../src/refuse-shim.ts";

test("undici is admitted", async () => {
  const { Agent } = await import("undici");
  expect(() => refuseShim(Agent)).not.toThrow();
});

test("a module of that name whose agents are never asked is refused", () => {
  // As Bun's, whose `Agent` and what it extends are empty classes.
  const agent = { prototype: Object.create({}) };
  expect(() => refuseShim(agent)).toThrow("a stand-in of the runtime");
});
