import { defineConfig, mergeConfig } from "vitest/config";

import shared from "../vitest.config.ts";

// One test starts up to two dozen processes, each of which proves its pins first.
export default mergeConfig(shared, defineConfig({ test: { testTimeout: 180_000 } }));
