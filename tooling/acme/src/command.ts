import { fileURLToPath } from "node:url";

import { type Run, run } from "./program.ts";

/** Runs the built command, as somebody who installed it. */
export function tlspin(args: readonly string[], cwd: string): Promise<Run> {
  return run([process.execPath, TLSPIN, ...args], { cwd, env: { TLSPIN_PASSPHRASE: PASSPHRASE } });
}

/** The built command. */
export const TLSPIN: string = fileURLToPath(
  new URL("bin/tlspin.js", import.meta.resolve("tlspin/package.json")),
);

/** Of the keys that the tests make. */
export const PASSPHRASE = "correct horse battery";
