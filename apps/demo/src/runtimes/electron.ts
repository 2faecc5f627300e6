import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import {
  type Equipment,
  findEquipment,
  Home,
  openDisplay,
  SWITCHES,
} from "@tlspin-tooling/electron";
import type { Environment, Gap, Launch, Runtime, Stage } from "tlspin/demo";

/** The desktop app on this machine's Electron, without a window. */
export function electronRuntime(): Runtime | Gap {
  const equipment = findEquipment(process.env, process.platform);
  if (equipment.missing !== undefined) return { name: "Electron", reason: equipment.missing };

  const launch = launcherOf(equipment);
  return {
    name: `Electron ${versionOf(equipment.electron)}`,
    program: "apps/desktop",
    clients: ["net.fetch", "renderer"],
    service: launch(
      fileURLToPath(new URL("../../../desktop/dist/main/headless.js", import.meta.url)),
    ),
    // The naive check needs a hook that Chromium does not have.
    unpinned: {
      "plain fetch": launch(
        fileURLToPath(new URL("../programs/plain-net-fetch.mjs", import.meta.url)),
      ),
    },
  };
}

type Found = Extract<Equipment, { readonly missing?: never }>;

function launcherOf({ electron, certutil }: Found): (program: string) => Launch {
  let surroundings: Promise<Environment> | undefined;
  return (program) => ({
    command: electron,
    args: [...SWITCHES, program],
    environment: (stage) => (surroundings ??= surroundingsOf(certutil, stage)),
  });
}

/** Chromium trusts what the NSS database in a home trusts, and wants a display, if only an empty one. */
async function surroundingsOf(certutil: string, stage: Stage): Promise<Environment> {
  const home = new Home(certutil, stage.trusted);
  stage.atEnd(() => home.close());
  const display = await openDisplay();
  stage.atEnd(() => display.close());
  return { HOME: home.folder, DISPLAY: display.name };
}

function versionOf(electron: string): string {
  return readFileSync(join(dirname(electron), "version"), "utf8").trim();
}
