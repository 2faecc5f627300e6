import type { Duplex } from "node:stream";

/** Passes the bytes of two connections on to each other. Where one ends, so does the other. */
export function join(near: Duplex, far: Duplex): void {
  near.pipe(far).pipe(near);
  near.on("error", () => far.destroy()).on("close", () => far.destroy());
  far.on("error", () => near.destroy()).on("close", () => near.destroy());
}
