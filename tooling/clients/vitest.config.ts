import { defineConfig, mergeConfig } from "vitest/config";

import shared from "../vitest.config.ts";

// What lies in `runners` is for other runners, and is run by them.
export default mergeConfig(shared, defineConfig({ test: { include: ["test/**/*.test.ts"] } }));
