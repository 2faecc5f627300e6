import { defineConfig, mergeConfig } from "vitest/config";

import shared from "../../tooling/vitest.config.ts";

export default mergeConfig(
  shared,
  defineConfig({
    test: {
      coverage: {
        provider: "v8",
        include: ["src/**"],
        reporter: ["text", "json-summary"],
        // A list read by its index has a fallback that the compiler asks for and nothing reaches.
        thresholds: { lines: 95, branches: 90 },
      },
    },
  }),
);
