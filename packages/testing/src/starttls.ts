import type { Duplex } from "node:stream";

import type { StarttlsSpec } from "./server-spec.ts";

/** Speaks in clear, as servers of some protocols do, until the client asks for TLS. */
export function negotiateStarttls(
  socket: Duplex,
  { injected = "", stripped = false, as = "smtp" }: StarttlsSpec,
  goOn: (socket: Duplex) => void,
): void {
  const { greeting, isAskedFor, goAhead, refusal } = DIALOGUES[as];
  let heard = Buffer.alloc(0);
  socket.write(greeting);
  socket.on("data", function listen(chunk: Buffer) {
    heard = Buffer.concat([heard, chunk]);
    if (!isAskedFor(heard)) return;
    socket.off("data", listen);
    // One write, so that the injected text stands in the same segment as the go-ahead.
    socket.write(stripped ? refusal : goAhead + injected);
    goOn(socket);
  });
}

interface Dialogue {
  readonly greeting: string | Uint8Array;
  readonly isAskedFor: (heard: Buffer) => boolean;
  readonly goAhead: string;
  readonly refusal: string;
}

/** The first packet of a MySQL server: protocol 10, and the capabilities SSL, PROTOCOL_41 and SECURE_CONNECTION. */
function mysqlGreeting(): Uint8Array {
  const capabilities = [0x00, 0x8a, 0x21, 0x02, 0x00, 0x08, 0x00, 0x15];
  const salt = "12345678";
  const body = Buffer.concat([
    Buffer.from("\n8.0.0-fake\0"),
    Buffer.from([1, 0, 0, 0]),
    Buffer.from(`${salt}\0`),
    Buffer.from(capabilities),
    Buffer.alloc(10),
    Buffer.from("123456789012\0mysql_native_password\0"),
  ]);
  return Buffer.concat([Buffer.from([body.length, 0, 0, 0]), body]);
}

const SSL_REQUEST_OF_MYSQL = 36;

const DIALOGUES: Readonly<Record<NonNullable<StarttlsSpec["as"]>, Dialogue>> = {
  // RFC 3207.
  smtp: {
    greeting: "220 mail.example.com ready\r\n",
    isAskedFor: (heard) => heard.includes("STARTTLS\r\n"),
    goAhead: "220 go ahead\r\n",
    refusal: "454 TLS not available\r\n",
  },
  // PostgreSQL 55.2.11: a request of eight bytes, answered by one.
  postgres: {
    greeting: "",
    isAskedFor: (heard) => heard.length >= 8,
    goAhead: "S",
    refusal: "N",
  },
  mysql: {
    greeting: mysqlGreeting(),
    isAskedFor: (heard) => heard.length >= SSL_REQUEST_OF_MYSQL,
    goAhead: "",
    refusal: "",
  },
};
