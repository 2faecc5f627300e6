import { refused, StarttlsRefused } from "./refused.ts";
import type { Wire } from "./wire.ts";

/** SSLRequest, of PostgreSQL's protocol 3 ("SSL Session Encryption"). */
export async function postgres(wire: Wire): Promise<void> {
  wire.send(SSL_REQUEST);
  const answer = (await wire.bytes(1)).toString("latin1");
  if (answer === "N") throw new StarttlsRefused("it has no TLS (it answered N to SSLRequest)");
  if (answer !== "S") throw refused(answer);
}

const SSL_REQUEST = Uint8Array.of(0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f);
