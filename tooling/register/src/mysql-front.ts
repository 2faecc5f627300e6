import { connect, createServer, type Socket } from "node:net";

/**
 * A fake of a MySQL server, as far as its client needs before TLS: it greets, takes the request for TLS, and
 * hands the rest to a server that speaks TLS. It knows no query.
 */
export function mysqlFront(port: number): Promise<{ readonly port: number; close(): void }> {
  const server = createServer((client) => {
    client.on("error", () => client.destroy());
    client.write(GREETING);
    client.once("data", (first: Buffer) => {
      const upstream = connect(port, "127.0.0.1");
      // What follows the request may come in one piece with it.
      if (first.length > REQUEST_LENGTH) upstream.write(first.subarray(REQUEST_LENGTH));
      join(client, upstream);
    });
  });
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      if (address === null || typeof address === "string") throw new Error("no port");
      resolve({ port: address.port, close: () => server.close() });
    });
  });
}

function join(client: Socket, upstream: Socket): void {
  upstream.on("error", () => client.destroy());
  client.on("close", () => upstream.destroy());
  client.pipe(upstream).pipe(client);
}

/** Protocol::HandshakeV10, with CLIENT_SSL among the capabilities. */
function greeting(): Buffer {
  const body = Buffer.concat([
    Buffer.from([10]),
    Buffer.from("8.0.0-fake\0"),
    Buffer.from([1, 0, 0, 0]),
    Buffer.alloc(8, 0x41),
    Buffer.from([0]),
    // Lower half of the capabilities, character set, status, upper half, length of the salt.
    Buffer.from([0xff, 0xff, 0x2d, 0x02, 0x00, 0xff, 0xc1, 21]),
    Buffer.alloc(10),
    Buffer.alloc(12, 0x42),
    Buffer.from("\0mysql_native_password\0"),
  ]);
  return Buffer.concat([Buffer.from([body.length, 0, 0, 0]), body]);
}

const GREETING = greeting();

// Protocol::SSLRequest, with its header.
const REQUEST_LENGTH = 36;
