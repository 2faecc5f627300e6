import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";

/** Accepts a WebSocket (RFC 6455 §4.2.2) and sends each short frame back. Enough for `ws`'s client. */
export function echoWebSocket(incoming: IncomingMessage, stream: Duplex): void {
  const key = incoming.headers["sec-websocket-key"] ?? "";
  const accept = createHash("sha1").update(`${key}${GUID}`).digest("base64");
  stream.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
      `Sec-WebSocket-Accept: ${accept}\r\n\r\n`,
  );
  stream.on("error", () => stream.destroy());
  stream.on("data", (chunk: Buffer) => {
    for (const frame of framesIn(chunk)) stream.write(frame);
  });
}

// A client's frame is masked and a server's is not (§5.1), so the payload is unmasked on the way.
function framesIn(chunk: Buffer): Buffer[] {
  const frames: Buffer[] = [];
  for (let at = 0; at + 6 <= chunk.length;) {
    const length = (chunk[at + 1] ?? 0) & 0x7f;
    const mask = chunk.subarray(at + 2, at + 6);
    const payload = chunk.subarray(at + 6, at + 6 + length);
    const clear = payload.map((byte, i) => byte ^ (mask[i % 4] ?? 0));
    frames.push(Buffer.concat([Buffer.of(chunk[at] ?? 0, length), clear]));
    at += 6 + length;
  }
  return frames;
}

const GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
