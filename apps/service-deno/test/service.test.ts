import { join } from "node:path";

import { describeService } from "@tlspin-apps/service-shared/contract";
import { otherBinaries } from "@tlspin-tooling/runtimes/other-binaries";

import { permissionsFor } from "./permissions.ts";

const MAIN = join(import.meta.dirname, "../src/main.ts");

for (const { version, path } of otherBinaries("deno")) {
  describeService(
    `Deno ${version}`,
    path === undefined
      ? undefined
      : (place) => ({ path, args: ["run", "--no-prompt", ...permissionsFor(place), MAIN] }),
  );
}
