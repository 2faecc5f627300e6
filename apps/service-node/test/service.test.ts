import { join } from "node:path";

import { describeService } from "@tlspin-apps/service-shared/contract";

const MAIN = join(import.meta.dirname, "../src/main.ts");

describeService(`Node.js ${process.versions.node}`, () => ({
  path: process.execPath,
  args: [MAIN],
}));
