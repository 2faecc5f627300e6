import { createServer } from "node:net";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";

import { onFirstBytes } from "./first-bytes.ts";
import { listen, type Place } from "./listen.ts";
import { meddledWith } from "./meddle.ts";
import { protocolOf } from "./protocols/protocol.ts";
import type { Behaviour, Identity, ServerCounts, ServerSpec } from "./server-spec.ts";
import { negotiateStarttls } from "./starttls.ts";
import type { Tally } from "./tally.ts";
import { clearTally, countsOf, emptyTally } from "./tally.ts";
import { tlsLayerOf } from "./tls-layer.ts";

/** A server that listens, as its control port sees it. */
export interface RunningServer {
  readonly name: string;
  readonly port: number;
  counts(): ServerCounts;
  settled(): Promise<ServerCounts>;
  reset(): void;
  fresh(): void;
  swap(identity: Identity): void;
  behave(behaviour: Behaviour): void;
  drop(): void;
}

/**
 * Starts one server: TCP, then what its behaviour says, then STARTTLS, then TLS, then a protocol.
 *
 * @param at - Where it listens. Default: a free port of 127.0.0.1.
 */
export async function startServer(spec: ServerSpec, at?: Place): Promise<RunningServer> {
  const tally = emptyTally();
  const open = new Set<Socket>();
  const { answer, swap } = answererOf(spec, tally);
  const { receive, behave } = receptionOf(spec.behaviour ?? "answer", answer);

  const server = createServer((socket) => {
    tally.connections++;
    open.add(socket);
    socket.once("close", () => open.delete(socket));
    // Clients that refuse a peer cut the line. That is what the servers are here for.
    socket.on("error", () => socket.destroy());
    receive(socket);
  });
  const drop = (): void => open.forEach((socket) => socket.destroy());
  return {
    name: spec.name,
    port: await listen(server, at),
    counts: () => countsOf(tally, open.size),
    settled: () => whenClosed(open, 2000).then(() => countsOf(tally, open.size)),
    reset: () => clearTally(tally),
    swap,
    behave,
    drop,
    fresh: () => {
      drop();
      clearTally(tally);
    },
  };
}

function answererOf(
  spec: ServerSpec,
  tally: Tally,
): { readonly answer: Answer; readonly swap: (identity: Identity) => void } {
  const speak = protocolOf(spec, { tally, inClear: spec.tls === undefined });
  const speakInClear = protocolOf(spec, { tally, inClear: true });
  const tls = spec.tls === undefined ? undefined : tlsLayerOf(spec.tls, tally, speak);
  const secure: Answer = (socket) => (tls === undefined ? speak(socket) : tls.accept(socket));
  const inClear: Answer = (socket) => {
    tally.seen.push("clear");
    speakInClear(socket);
  };
  const either: Answer = (socket) =>
    onFirstBytes(socket, (first) => (isTls(first) ? secure(socket) : inClear(socket)));
  const stripped: Answer = (socket) =>
    onFirstBytes(socket, (first) => {
      if (isTls(first)) socket.end("500 what do you mean?\r\n").resume();
      else inClear(socket);
    });
  const { starttls, clear = false } = spec;
  return {
    answer: (socket) =>
      starttls === undefined
        ? (clear ? either : secure)(socket)
        : negotiateStarttls(socket, starttls, starttls.stripped === true ? stripped : secure),
    swap: (identity) => tls?.swap(identity),
  };
}

function receptionOf(
  first: Behaviour,
  answer: Answer,
): {
  readonly receive: (socket: Socket) => void;
  readonly behave: (next: Behaviour) => void;
} {
  const releases = new Set<() => Socket>();
  let behaviour = first;
  let received = 0;
  const receive = (socket: Socket): void => {
    if (behaviour === "hold") releases.add(hold(socket));
    else if (typeof behaviour === "object") answer(meddledWith(socket, behaviour, received++));
    else RECEPTIONS[behaviour](socket, answer);
  };
  const behave = (next: Behaviour): void => {
    behaviour = next;
    received = 0;
    const released = [...releases].map((release) => release());
    releases.clear();
    released.filter((socket) => !socket.destroyed).forEach(receive);
  };
  return { receive, behave };
}

// Who does not read is not told that the client has gone, so what comes is read and put back later.
function hold(socket: Socket): () => Socket {
  const heard: Buffer[] = [];
  const hear = (chunk: Buffer): void => void heard.push(chunk);
  socket.on("data", hear);
  return () => {
    socket.off("data", hear);
    socket.pause();
    if (heard.length > 0 && !socket.destroyed) socket.unshift(Buffer.concat(heard));
    return socket;
  };
}

/** A TLS record of a handshake (RFC 8446 §5.1). */
function isTls(first: Buffer): boolean {
  return first[0] === 0x16;
}

async function whenClosed(open: ReadonlySet<Socket>, patience: number): Promise<void> {
  if (open.size === 0 || patience <= 0) return;
  await sleep(5);
  await whenClosed(open, patience - 5);
}

type Answer = (socket: Duplex) => void;

const RECEPTIONS: Readonly<
  Record<Exclude<Behaviour, "hold" | object>, (socket: Socket, answer: Answer) => void>
> = {
  answer: (socket, answer) => answer(socket),
  reset: (socket) => void socket.once("data", () => socket.resetAndDestroy()),
  "reset-tls": (socket, answer) =>
    onFirstBytes(socket, (first) => (isTls(first) ? socket.resetAndDestroy() : answer(socket))),
  garbage: (socket) => void socket.once("data", () => socket.end("this is no TLS\r\n")),
};
