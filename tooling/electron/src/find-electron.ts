import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, dirname, join } from "node:path";

/** What an end-to-end test runs with, or what this machine lacks. */
export type Equipment =
  | { readonly missing?: never; readonly electron: string; readonly certutil: string }
  | { readonly missing: string };

/**
 * Looks for an Electron with its binary, and for what a forged CA and a window need beside it. It never
 * loads the `electron` package, which would go and fetch the binary.
 */
export function findEquipment(env: NodeJS.ProcessEnv, platform: string): Equipment {
  const electron = findElectron(env);
  if (electron === undefined) {
    return { missing: "no electron with its binary, and no ELECTRON_OVERRIDE_DIST_PATH" };
  }
  if (platform !== "linux") return { missing: "only Linux lets a test trust a forged CA" };
  const certutil = onPath(env, "certutil");
  if (certutil === undefined) return { missing: "no certutil (libnss3-tools)" };
  if (env["DISPLAY"] === undefined && onPath(env, "Xvfb") === undefined) {
    return { missing: "no display and no Xvfb" };
  }
  return { electron, certutil };
}

/** The binary of the workspace's `electron`, or of `ELECTRON_OVERRIDE_DIST_PATH`. */
export function findElectron(env: NodeJS.ProcessEnv): string | undefined {
  const folder = dirname(createRequire(import.meta.url).resolve("electron/package.json"));
  const pathFile = join(folder, "path.txt");
  const name = existsSync(pathFile) ? readFileSync(pathFile, "utf8") : "electron";
  const path = join(env["ELECTRON_OVERRIDE_DIST_PATH"] ?? join(folder, "dist"), name);
  return existsSync(path) ? path : undefined;
}

function onPath(env: NodeJS.ProcessEnv, name: string): string | undefined {
  const folders = (env["PATH"] ?? "").split(delimiter);
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
}
