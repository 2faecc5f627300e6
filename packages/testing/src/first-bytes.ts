import type { Duplex } from "node:stream";

/** Shows the first bytes that arrive on a stream, and puts them back for whoever `see` gives it to. */
export function onFirstBytes(stream: Duplex, see: (first: Buffer) => void): void {
  stream.once("data", (chunk: Buffer) => {
    // Until somebody listens again, nothing may be lost.
    stream.pause();
    stream.unshift(chunk);
    see(chunk);
    // TLS takes the bytes from below, where nothing flows. Everybody else listens by now.
    if (stream.listenerCount("data") > 0) stream.resume();
  });
}
