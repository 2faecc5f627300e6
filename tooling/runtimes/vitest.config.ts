import { join } from "node:path";

import { playwright } from "@vitest/browser-playwright";
import { defineConfig, mergeConfig, type TestProjectInlineConfiguration } from "vitest/config";

import shared from "../vitest.config.ts";
import { CHROMIUM, CHROMIUM_FLAGS } from "./src/chromium.ts";

// The suites of this package run what was built, as our users do: no condition leads to the source.
// (The script names the root's vitest, which runs on the root's Node.js: of the versions that are
// installed here, any could be the `node` in this package's own .bin.)
const onRuntimes: TestProjectInlineConfiguration = {
  test: { name: "runtimes", include: ["test/**/*.test.ts"], testTimeout: 30_000 },
};

export default mergeConfig(
  shared,
  defineConfig({
    test: { projects: CHROMIUM === undefined ? [onRuntimes] : [onRuntimes, inChromium(CHROMIUM)] },
  }),
);

// The core runs anywhere, so its suite runs in a browser too. What needs Node.js is named *.node.test.ts.
function inChromium(executablePath: string): TestProjectInlineConfiguration {
  return {
    root: join(import.meta.dirname, "../../packages/core"),
    cacheDir: join(import.meta.dirname, "node_modules/.vite"),
    resolve: { conditions: ["@tlspin/source", "module", "browser"] },
    // Bundled before the first test: one that is found later would reload the page under a test.
    optimizeDeps: {
      include: [
        "@humanwhocodes/momoa",
        "@noble/hashes/sha2.js",
        "asn1js",
        "fast-check",
        "pkijs",
        "valibot",
      ],
    },
    test: {
      name: "chromium",
      include: ["test/**/*.test.ts"],
      exclude: ["**/*.node.test.ts"],
      testTimeout: 30_000,
      browser: {
        enabled: true,
        headless: true,
        screenshotFailures: false,
        provider: playwright({ launchOptions: { executablePath, args: [...CHROMIUM_FLAGS] } }),
        instances: [{ browser: "chromium" }],
      },
    },
  };
}
