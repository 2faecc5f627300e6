import type { TLSSocket } from "node:tls";

import type { Peer } from "@tlspin/core";

/** A connection that was handed out, and what was judged when it was made. */
export interface LiveConnection {
  readonly socket: TLSSocket;
  readonly peer: Peer;
  /** Whether it may carry requests for other names of its certificate (HTTP/2). */
  readonly coalesces: boolean;
  /** When a rule that allowed it expires, in milliseconds since 1970. */
  readonly expires: number;
}

/** Says why a connection may no longer live, or `undefined`. */
export type Judge = (connection: LiveConnection) => Error | undefined;

/** The connections that a policy has allowed, so that it can take them back. */
export class LiveConnections {
  readonly #connections = new Set<LiveConnection>();
  readonly #judge: Judge;
  #nextExpiry = Infinity;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(judge: Judge) {
    this.#judge = judge;
  }

  get size(): number {
    return this.#connections.size;
  }

  admit(connection: LiveConnection): void {
    this.#connections.add(connection);
    connection.socket.once("close", () => {
      this.#connections.delete(connection);
      if (this.#connections.size === 0) this.#schedule();
    });
    if (connection.expires < this.#nextExpiry) this.#schedule();
  }

  /** Judges all of them again once a rule has expired. It costs one comparison before that. */
  retireExpired(now: number): void {
    if (now >= this.#nextExpiry) this.judgeAgain();
  }

  /** Destroys what the judge no longer lets live. */
  judgeAgain(): void {
    for (const connection of this.#connections) {
      // One that is closing on its own says nothing sensible of its handshake any more.
      if (connection.socket.destroyed) continue;
      const fault = this.#judge(connection);
      if (fault !== undefined) retire(connection.socket, fault);
    }
    this.#schedule();
  }

  destroyAll(): void {
    for (const { socket } of this.#connections) socket.destroy();
    this.#connections.clear();
    this.#schedule();
  }

  #schedule(): void {
    clearTimeout(this.#timer);
    const now = Date.now();
    const ahead = [...this.#connections].map(({ expires }) => expires).filter((at) => at > now);
    this.#nextExpiry = Math.min(Infinity, ...ahead);
    if (this.#nextExpiry === Infinity) return;

    // A timer takes 31 bits, so it may fire early. It also sleeps with the machine, so each new use
    // asks as well.
    const wait = Math.min(this.#nextExpiry - now, 2 ** 31 - 1);
    this.#timer = setTimeout(() => this.#wake(), wait);
    this.#timer.unref();
  }

  #wake(): void {
    if (Date.now() >= this.#nextExpiry) this.judgeAgain();
    else this.#schedule();
  }
}

/** Destroys a socket. Where nobody listens for its errors, that must not end the process. */
function retire(socket: TLSSocket, fault: Error): void {
  socket.on("error", () => undefined);
  socket.destroy(fault);
}
