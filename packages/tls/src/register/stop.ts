import { writeSync } from "node:fs";

/**
 * Ends the process before its own code runs. A throw would not do: where a module before us handles
 * uncaught exceptions, the program would go on without pins.
 */
export function stop(error: unknown): never {
  const what = error instanceof Error ? error.message : String(error);
  writeSync(2, `tlspin: ${what}\ntlspin: stopped, because the connections would not be pinned\n`);
  process.exit(1);
}
