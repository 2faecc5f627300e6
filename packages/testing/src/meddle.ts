import type { Socket } from "node:net";
import { Duplex } from "node:stream";
import { setImmediate as turn } from "node:timers/promises";

import type { Cut, Meddling } from "./server-spec.ts";
import { splitRecords } from "./split-records.ts";

/** Stands between a client and its server. The server is given what this gives, instead of the socket. */
export function meddledWith(socket: Socket, meddling: Meddling, nth: number): Duplex {
  const { cut, pieces = Infinity, records } = meddling;
  socket.setNoDelay();
  const split = records === undefined ? asIs : splitRecords(records);
  const passed = {
    client: cutterOf(socket, cutOf("client", cut, nth)),
    server: cutterOf(socket, cutOf("server", cut, nth)),
  };
  const duplex = new Duplex({
    read: () => void socket.resume(),
    write: (chunk: Buffer, _encoding, done) => {
      writeAll(socket, passed.server(split(chunk)), pieces).then(() => done(), done);
    },
    final: (done) => void socket.end(done),
    destroy: (error, done) => {
      socket.destroy();
      done(error);
    },
  });
  socket.on("data", (chunk: Buffer) => {
    const heard = passed.client(chunk);
    if (heard.length > 0 && !duplex.push(heard)) socket.pause();
  });
  socket.on("close", () => duplex.destroy());
  return duplex;
}

/** Where a connection of ours ends, if on this side. */
function cutOf(side: Cut["side"], cut: Cut | undefined, nth: number): EndAfter | undefined {
  if (cut?.side !== side) return undefined;
  return { by: cut.by, bytes: cut.from + nth * cut.step };
}

interface EndAfter {
  readonly by: Cut["by"];
  readonly bytes: number;
}

/** Gives the part of each chunk that is still passed on, and ends the connection after that. */
function cutterOf(socket: Socket, end: EndAfter | undefined): (chunk: Buffer) => Buffer {
  if (end === undefined) return asIs;
  let left = end.bytes;
  let done = false;
  return (chunk) => {
    const passed = chunk.subarray(0, left);
    left -= passed.length;
    if (left > 0 || done) return passed;
    done = true;
    // After what is passed on now has been written.
    setImmediate(() => (end.by === "reset" ? socket.resetAndDestroy() : socket.end()));
    return passed;
  };
}

async function writeAll(socket: Socket, bytes: Buffer, pieces: number): Promise<void> {
  for (let at = 0; at < bytes.length && socket.writable; at += pieces) {
    socket.write(bytes.subarray(at, at + pieces));
    if (at + pieces < bytes.length) await turn();
  }
}

function asIs(chunk: Buffer): Buffer {
  return chunk;
}
