import { join } from "node:path";

/** The documents that our scripts write parts of. */
export const README: string = join(import.meta.dirname, "../../../README.md");
export const MATRIX: string = join(import.meta.dirname, "../../../docs/runtimes.md");
export const SECURITY: string = join(import.meta.dirname, "../../../SECURITY.md");
