import { pathToFileURL } from "node:url";

import type { Pinning, PinningOptions } from "@tlspin/tls";

import { RUNTIME } from "./runtime.ts";
import type { Scene } from "./scene.ts";

/** What every adapter exports, and all that is measured here needs. */
export interface Adapter {
  readonly createPinning: (policy: unknown, options?: PinningOptions) => Pinning;
}

/** The adapter of this runtime, as users load it. */
export function adapter(): Promise<Adapter> {
  switch (RUNTIME) {
    case "Node.js":
      return import("@tlspin/node");
    case "Deno":
      return import("@tlspin/deno");
    case "Bun":
      return import("@tlspin/bun");
  }
}

/** The adapter of this runtime with a clock in each hook. Microseconds go to `hookTimes`. */
export function timedAdapter({ node, deno, bun }: Scene["timedAdapters"]): Promise<Adapter> {
  globalThis.tlspinHookTimes = hookTimes;
  const files = { "Node.js": node, Deno: deno, Bun: bun };
  return import(pathToFileURL(files[RUNTIME]).href);
}

/** What the hooks of a timed adapter, and of plain dials, have taken. */
export const hookTimes: number[] = [];

declare global {
  // Of the whole program, so that a bundle finds it too.
  var tlspinHookTimes: number[] | undefined;
}
