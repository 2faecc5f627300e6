import { otherBinaries } from "@tlspin-tooling/runtimes/other-binaries";
import type { Gap, Runtime } from "tlspin/demo";

import { bunRuntime } from "./bun.ts";
import { denoRuntime } from "./deno.ts";
import { electronRuntime } from "./electron.ts";
import { NODE } from "./node.ts";

/** The runtimes that this machine has, and those that it lacks, with the reason. */
export interface Here {
  readonly runtimes: readonly Runtime[];
  readonly gaps: readonly Gap[];
}

/** Looks for the runtimes that the repository locks: of Deno and Bun, the newest. */
export function runtimesHere(): Here {
  const found = [NODE, newest("deno", denoRuntime), newest("bun", bunRuntime), electronRuntime()];
  return {
    runtimes: found.filter((each) => "service" in each),
    gaps: found.filter((each) => "reason" in each),
  };
}

function newest(
  runtime: "deno" | "bun",
  runtimeOf: (version: string, path: string) => Runtime,
): Runtime | Gap {
  const binary = otherBinaries(runtime)
    .toSorted((a, b) => a.version.localeCompare(b.version, undefined, { numeric: true }))
    .at(-1);
  if (binary?.path !== undefined) return runtimeOf(binary.version, binary.path);
  const name = runtime === "deno" ? "Deno" : "Bun";
  return { name, reason: "its binary is not installed; pnpm install puts it in place" };
}
