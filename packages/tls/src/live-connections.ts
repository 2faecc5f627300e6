import type { TLSSocket } from "node:tls";

import type { Peer } from "@tlspin/core";

/** A connection that was handed out, and what was judged when it was made. */
export interface LiveConnection {
  readonly socket: TLSSocket;
  readonly peer: Peer;
  /** Whether it may carry requests for other names of its certificate (HTTP/2). */
  readonly coalesces: boolean;
}

/** What the policy in force says of connections. Asked anew each time, since the policy may change. */
export interface Court {
  /** Why a connection may no longer live, or `undefined`. */
  readonly faultOf: (connection: LiveConnection) => Error | undefined;
  /** When a rule that allows it expires, in milliseconds since 1970. */
  readonly expiryOf: (connection: LiveConnection) => number;
}

/** The connections that a policy has allowed, so that it can take them back. */
export class LiveConnections {
  readonly #connections = new Set<LiveConnection>();
  readonly #court: Court;
  #nextExpiry = Infinity;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(court: Court) {
    this.#court = court;
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
    if (this.#court.expiryOf(connection) < this.#nextExpiry) this.#schedule();
  }

  /** Judges all of them again once a rule has expired. It costs one comparison before that. */
  retireExpired(now: number): void {
    if (now >= this.#nextExpiry) this.judgeAgain();
  }

  /** Destroys what may no longer live. */
  judgeAgain(): void {
    for (const connection of this.#connections) {
      // One that is closing on its own says nothing sensible of its handshake any more.
      if (connection.socket.destroyed) continue;
      const fault = this.#court.faultOf(connection);
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
    const ahead = [...this.#connections].map(this.#court.expiryOf).filter((at) => at > now);
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
