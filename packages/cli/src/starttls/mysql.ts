import { refused, StarttlsRefused } from "./refused.ts";
import type { Wire } from "./wire.ts";

/** SSLRequest, of the protocol of MySQL and MariaDB ("Connection Phase"). */
export async function mysql(wire: Wire): Promise<void> {
  const header = await wire.bytes(4);
  const length = header.readUIntLE(0, 3);
  if (length > LONGEST_GREETING) throw refused(header.toString("latin1"));
  const greeting = await wire.bytes(length);
  if (greeting[0] !== PROTOCOL_10) throw refused(greeting.subarray(1).toString("latin1"));
  if ((capabilitiesIn(greeting) & CLIENT_SSL) === 0) {
    throw new StarttlsRefused("it does not offer TLS");
  }
  wire.send(sslRequest());
}

/** The lower half of what the server can do. It stands after its version, which a zero byte ends. */
function capabilitiesIn(greeting: Buffer): number {
  const at = greeting.indexOf(0, 1) + 1 + 4 + 8 + 1;
  return at + 2 <= greeting.length ? greeting.readUInt16LE(at) : 0;
}

function sslRequest(): Buffer {
  const packet = Buffer.alloc(4 + 32);
  packet.writeUIntLE(32, 0, 3);
  packet.writeUInt8(1, 3); // the second packet
  packet.writeUInt32LE(CLIENT_PROTOCOL_41 | CLIENT_SSL | CLIENT_SECURE_CONNECTION, 4);
  packet.writeUInt32LE(0x1_00_00_00, 8); // the longest packet
  packet.writeUInt8(UTF8MB4, 12);
  return packet;
}

const PROTOCOL_10 = 10;
const CLIENT_PROTOCOL_41 = 0x200;
const CLIENT_SSL = 0x800;
const CLIENT_SECURE_CONNECTION = 0x8000;
const UTF8MB4 = 45;

const LONGEST_GREETING = 4096;
