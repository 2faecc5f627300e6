import { IN_ELECTRON } from "../../../packages/electron/test/shared-scenarios.ts";

/** What the contract asks and no session of Electron's can be asked, by scenario, with the reason. */
export const ELECTRON_GAPS: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(IN_ELECTRON).flatMap(([name, row]) => ("gap" in row ? [[name, row.gap]] : [])),
);
