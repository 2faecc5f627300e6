import type { Duplex } from "node:stream";

import type { Dial } from "./dial.ts";

/** Ends a connection when its time is over or its caller gives up. Returns how to stop waiting. */
export function limit(socket: Duplex, { connectHost, timeout, signal }: Dial): () => void {
  const late = `${connectHost} was not proven within ${timeout} ms`;
  const timer = setTimeout(() => {
    socket.destroy(Object.assign(new Error(late), { code: "ETIMEDOUT" }));
  }, timeout);
  const abort = (): void => void socket.destroy(asError(signal?.reason));
  if (signal?.aborted === true) abort();
  signal?.addEventListener("abort", abort, { once: true });
  return () => {
    clearTimeout(timer);
    signal?.removeEventListener("abort", abort);
  };
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error("aborted", { cause: reason });
}
