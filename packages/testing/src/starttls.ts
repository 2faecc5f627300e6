import type { Duplex } from "node:stream";

import type { StarttlsSpec } from "./server-spec.ts";

/** Speaks as an SMTP server does (RFC 3207) until the client asks for TLS. */
export function negotiateStarttls(
  socket: Duplex,
  { injected = "", stripped = false }: StarttlsSpec,
  goOn: (socket: Duplex) => void,
): void {
  let heard = "";
  socket.write("220 mail.example.com ready\r\n");
  socket.on("data", function listen(chunk: Buffer) {
    heard += chunk.toString("latin1");
    if (!heard.includes("STARTTLS\r\n")) return;
    socket.off("data", listen);
    // One write, so that the injected text stands in the same segment as the go-ahead.
    socket.write(stripped ? "454 TLS not available\r\n" : `220 go ahead\r\n${injected}`);
    goOn(socket);
  });
}
