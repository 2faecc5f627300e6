import { UnsupportedRuntimeError } from "@tlspin/core";

/** What a process says of itself. */
export interface Runtime {
  /** `process.versions.electron`. */
  readonly electron: string | undefined;
  /** `process.type`: Electron's main process is `"browser"`. */
  readonly type: unknown;
}

/** This process. */
export function thisRuntime(): Runtime {
  return { electron: process.versions["electron"], type: Reflect.get(process, "type") };
}

/**
 * Admits the main process of the Electron lines in which the end-to-end test ended at zero bytes.
 *
 * @param allowUntested - Lets an unmeasured Electron pass. Never another process or runtime.
 * @throws {UnsupportedRuntimeError} It says what runs here, and what to do.
 */
export function requireElectron({ electron, type }: Runtime, allowUntested: boolean): void {
  if (electron === undefined || type !== "browser") {
    throw new UnsupportedRuntimeError(
      "@tlspin/electron runs in Electron's main process: use @tlspin/node for Node.js",
    );
  }
  if (allowUntested || MEASURED.has(Number.parseInt(electron, 10))) return;
  throw new UnsupportedRuntimeError(
    `Electron ${electron} was not measured: run the end-to-end test in it, ` +
      "then pass allowUntestedRuntime: true",
  );
}

// Majors in which test/electron.e2e.test.ts passed. It has not yet run in the real thing.
const MEASURED: ReadonlySet<number> = new Set<number>();
