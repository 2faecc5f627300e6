import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The folder of test vectors, which is not part of the repository. */
const VECTORS: string | undefined = process.env["TLSPIN_VECTORS"];

/** Tells whether this run has the vectors, and says so out loud where it has not. */
export function hasVectors(file: string): boolean {
  const found = VECTORS !== undefined && existsSync(join(VECTORS, file));
  if (!found)
    console.warn(`SKIPPED: ${file} was not run. Set TLSPIN_VECTORS to the vectors' folder.`);
  return found;
}

/** The text of a file of vectors. */
export function textOfVectors(file: string): string {
  return readFileSync(join(VECTORS ?? "", file), "utf8");
}

/** The bytes of base64 that a file of vectors has. */
export function bytesOf(base64: string): Uint8Array {
  return new Uint8Array(Buffer.from(base64, "base64"));
}
