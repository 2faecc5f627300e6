import { Duplex } from "node:stream";

import { onFirstBytes } from "../first-bytes.ts";
import type { Protocol, ServerSpec } from "../server-spec.ts";
import type { Tally } from "../tally.ts";
import { forward } from "./forward.ts";
import { h2 } from "./h2.ts";
import { http } from "./http.ts";
import { proxy } from "./proxy.ts";

/** Speaks a protocol on a connection, as the server. */
export type Speak = (stream: Duplex) => void;

/** What a protocol stands on. */
export interface Ground {
  readonly tally: Tally;
  /** Whether there is no TLS below it. */
  readonly inClear: boolean;
}

/** Makes the function that counts what arrives on a connection and speaks a server's protocol on it. */
export function protocolOf(spec: ServerSpec, ground: Ground): Speak {
  const speak = PROTOCOLS[spec.protocol](spec, ground);
  return (stream) => speak(counted(stream, ground.tally));
}

// node:http reads a socket below the level at which "data" can be observed, so it gets a stream that
// is no socket.
function counted(stream: Duplex, tally: Tally): Duplex {
  const duplex = new Duplex({
    read: () => void stream.resume(),
    write: (chunk, _encoding, done) => void stream.write(chunk, done),
    final: (done) => void stream.end(done),
    destroy: (error, done) => {
      stream.destroy();
      done(error);
    },
  });
  stream.on("data", (chunk: Buffer) => {
    tally.bytes += chunk.length;
    if (!duplex.push(chunk)) stream.pause();
  });
  stream.on("close", () => duplex.destroy());
  duplex.on("error", () => stream.destroy());
  return duplex;
}

function echo(): Speak {
  return (stream) => void stream.pipe(stream);
}

/** HTTP/2 begins with its preface (RFC 9113 §3.4), HTTP/1.1 with a method (RFC 9112 §3). */
function any(spec: ServerSpec, ground: Ground): Speak {
  const speakers = { h2: h2(spec, ground), http: http(spec, ground), echo: echo() };
  return (stream) =>
    onFirstBytes(stream, (first) => {
      const text = first.toString("latin1");
      if (text.startsWith("PRI * HTTP/2.0")) speakers.h2(stream);
      else if (/^[A-Z-]{1,20} /.test(text)) speakers.http(stream);
      else speakers.echo(stream);
    });
}

const PROTOCOLS: Readonly<Record<Protocol, (spec: ServerSpec, ground: Ground) => Speak>> = {
  http,
  h2,
  echo,
  proxy,
  any,
  forward,
};
