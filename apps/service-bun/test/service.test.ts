import { join } from "node:path";

import { describeService } from "@tlspin-apps/service-shared/contract";
import { otherBinaries } from "@tlspin-tooling/runtimes/other-binaries";

const MAIN = join(import.meta.dirname, "../src/main.ts");

for (const { version, path } of otherBinaries("bun")) {
  describeService(
    `Bun ${version}`,
    path === undefined ? undefined : () => ({ path, args: [MAIN] }),
  );
}
