import { errorMonitor } from "node:events";
import type { Socket } from "node:net";
import { TLSSocket } from "node:tls";

import { report } from "./journal.ts";

/** A dial, as the journal names it. */
export interface Dial {
  readonly id: string;
  readonly host: string;
}

/** Watches how a dial ends, and whether a session came of it. It changes nothing of the socket. */
export function observe(socket: Socket, dial: Dial): void {
  DIALS.set(socket, dial);
  const ended = once((error?: unknown) => {
    report.entry({ event: "end", ...dial, ...handshakeOf(socket), ...codeOf(error) });
  });
  // An error that nobody handles ends the process before "close".
  socket.once(errorMonitor, ended);
  socket.once("close", () => ended());
  if (!(socket instanceof TLSSocket)) return;
  socket.once("session", () => {
    RESUMABLE.add(dial.host);
    report.entry({ event: "session", ...dial });
  });
}

/** The same for TLS over a connection that was watched already. */
export function observeOver(socket: TLSSocket, args: readonly unknown[]): void {
  for (const arg of args) {
    if (typeof arg !== "object" || arg === null || !("socket" in arg)) continue;
    const below = arg.socket;
    const dial = typeof below === "object" && below !== null ? DIALS.get(below) : undefined;
    if (dial !== undefined) observe(socket, dial);
  }
}

/** Whether this process or thread was given a session of a host. */
export function isResumable(host: string): boolean {
  return RESUMABLE.has(host);
}

function handshakeOf(socket: Socket): { readonly accepted?: boolean; readonly error?: string } {
  if (!(socket instanceof TLSSocket)) return {};
  if (socket.authorized) return { accepted: true };
  // Whatever its type says, it is the code of the error, or its message.
  const error: unknown = socket.authorizationError;
  return typeof error === "string" ? { accepted: false, error } : {};
}

function codeOf(error: unknown): { readonly error?: string } {
  if (typeof error !== "object" || error === null || !("code" in error)) return {};
  return { error: String(error.code) };
}

function once(run: (error?: unknown) => void): (error?: unknown) => void {
  let done = false;
  return (error) => {
    if (!done) run(error);
    done = true;
  };
}

const DIALS = new WeakMap<object, Dial>();
const RESUMABLE = new Set<string>();
