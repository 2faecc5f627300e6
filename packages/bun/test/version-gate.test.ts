import { requireRuntime } from "@tlspin/tls";
import { expect, test } from "vitest";

import { BUN } from "../src/version-gate.ts";

test.each([
  ["1.4.4", true],
  ["1.4.5", true],
  ["1.4.3", false],
  ["1.4.0", false],
  ["1.3.14", false],
  ["1.2.23", false],
])("Bun %s passes the gate: %s", (bun, passes) => {
  const ask = (): void => requireRuntime({ bun }, BUN, false);
  if (passes) expect(ask).not.toThrow();
  else expect(ask).toThrow("use Bun 1 from 1.4.4");
});

test("another runtime is told what to use instead, as soon as it loads the package", async () => {
  await expect(import("../src/index.ts")).rejects.toThrow("use @tlspin/node");
});
