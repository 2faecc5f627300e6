import { fileURLToPath } from "node:url";

/** The program of one of the services. */
export function serviceMain(name: string): string {
  return fileURLToPath(new URL(`../../../${name}/src/main.ts`, import.meta.url));
}

/** The clients of each of them. */
export const SERVICE_CLIENTS: readonly string[] = ["fetch", "axios", "ws"];
