import { once } from "node:events";
import { connect as connectTcp, type Socket } from "node:net";
import { connect as connectTls, type ConnectionOptions, type TLSSocket } from "node:tls";

import type { HostAddress } from "./host-address.ts";
import { startTls, type StarttlsProtocol } from "./starttls/start-tls.ts";

/** One TLS handshake to make. */
export interface Approach {
  /** Who is asked for. */
  readonly address: HostAddress;
  /** Where to dial. */
  readonly target: HostAddress;
  readonly starttls?: StarttlsProtocol;
  /** Milliseconds until the handshake must be done. */
  readonly timeout: number;
  readonly tls: ConnectionOptions;
}

/** How far a handshake came that failed. Its `cause` is what was thrown. */
export class HandshakeFailure extends Error {
  override readonly name = "HandshakeFailure";
  /** Whether a ClientHello went out. */
  readonly offered: boolean;
  /** Whether the peer took the offer, so that it showed its certificate. */
  readonly accepted: boolean;

  constructor(
    cause: unknown,
    { offered, accepted }: Pick<HandshakeFailure, "offered" | "accepted">,
  ) {
    super("the handshake failed", { cause });
    this.offered = offered;
    this.accepted = accepted;
  }
}

/**
 * Makes a TLS handshake. Nothing is sent after it, and before it only what STARTTLS has to say.
 *
 * @throws {HandshakeFailure} It failed, or took too long.
 */
export async function handshake(approach: Approach): Promise<TLSSocket> {
  const { address, target, starttls, timeout } = approach;
  const line: Line = { tcp: connectTcp(target), clearBytes: 0 };
  line.tcp.on("error", () => {}); // whoever waits is told, and the rest may be lost
  const deadline = setTimeout(() => (line.tls ?? line.tcp).destroy(TOO_LATE), timeout);
  try {
    await once(line.tcp, "connect");
    if (starttls !== undefined) await startTls(line.tcp, starttls, address.host);
    line.clearBytes = line.tcp.bytesWritten;
    return await secure(line, approach);
  } catch (error) {
    const failure = failureOf(line, error);
    line.tls?.destroy();
    line.tcp.destroy();
    throw failure;
  } finally {
    clearTimeout(deadline);
  }
}

interface Line {
  readonly tcp: Socket;
  tls?: TLSSocket;
  /** What was said before TLS. */
  clearBytes: number;
}

function secure(line: Line, { tls }: Approach): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const socket = connectTls({ ...tls, socket: line.tcp });
    line.tls = socket;
    socket.once("error", reject);
    socket.once("close", () => reject(HUNG_UP));
    socket.once("secureConnect", () => resolve(socket));
  });
}

function failureOf({ tcp, tls, clearBytes }: Line, cause: unknown): HandshakeFailure {
  return new HandshakeFailure(cause, {
    offered: tls !== undefined && tcp.bytesWritten - clearBytes >= SHORTEST_HELLO,
    accepted: tls?.getPeerX509Certificate() !== undefined,
  });
}

// RFC 8446 §4.1.2, in its record. Where OpenSSL may not offer what it is told to, it writes an alert
// of seven bytes instead.
const SHORTEST_HELLO = 45;

const TOO_LATE = Object.assign(new Error("too late"), { code: "ETIMEDOUT" });
const HUNG_UP = Object.assign(new Error("the peer hung up"), { code: "ECONNRESET" });
