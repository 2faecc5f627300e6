import { once } from "node:events";
import { connect } from "node:tls";
import type { ConnectionOptions, TLSSocket } from "node:tls";

/** Dials without any pin and keeps the TLS session, as a cache of the process would. */
export async function sessionOf(options: ConnectionOptions): Promise<Buffer> {
  const socket = connect({ ...options, checkServerIdentity: () => undefined });
  // TLS 1.2 gives the ticket within the handshake and TLS 1.3 after it, so listen from the start.
  const ticket = once(socket, "session");
  socket.write("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
  socket.resume();
  const [session] = await ticket;
  socket.destroy();
  if (!Buffer.isBuffer(session)) throw new Error("this server gave no session");
  return session;
}

/** A TLS connection as ordinary code makes it. */
export function naiveConnect(options: ConnectionOptions): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const socket = connect(options, () => resolve(socket));
    socket.once("error", reject);
  });
}
