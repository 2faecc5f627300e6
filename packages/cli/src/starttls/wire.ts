import type { Socket } from "node:net";

/** A connection in clear, read as far as a protocol needs and no further. */
export interface Wire {
  send(content: string | Uint8Array): void;
  /** The next line, without its end. */
  line(): Promise<string>;
  bytes(count: number): Promise<Buffer>;
  /** What comes up to the end of a match. */
  through(pattern: RegExp): Promise<string>;
  /** Lets go of the connection. What came beyond the last read is given back. */
  release(): Buffer;
}

/** Reads a connection. Each read ends with an error once the peer has hung up or said too much. */
export function wireOf(socket: Socket): Wire {
  const heard: Heard = { content: Buffer.alloc(0), isOver: false, wake: () => {} };
  const hear = (chunk: Buffer): void => {
    heard.content = Buffer.concat([heard.content, chunk]);
    heard.wake();
  };
  const end = (): void => {
    heard.isOver = true;
    heard.wake();
  };
  socket.on("data", hear).once("close", end).once("end", end);
  return {
    send: (content) => void socket.write(content),
    line: async () => (await take(heard, endOfLine)).toString("latin1").replace(/\r?\n$/, ""),
    bytes: (count) => take(heard, ({ length }) => (length >= count ? count : undefined)),
    through: async (pattern) => {
      return (await take(heard, (content) => endOfMatch(content, pattern))).toString("utf8");
    },
    release: () => {
      socket.off("data", hear).off("close", end).off("end", end).pause();
      return heard.content;
    },
  };
}

interface Heard {
  content: Buffer;
  isOver: boolean;
  wake: () => void;
}

async function take(heard: Heard, endIn: (content: Buffer) => number | undefined): Promise<Buffer> {
  const end = endIn(heard.content);
  if (end !== undefined) {
    const taken = heard.content.subarray(0, end);
    heard.content = heard.content.subarray(end);
    return taken;
  }
  if (heard.isOver) throw Object.assign(new Error("the peer hung up"), { code: "ECONNRESET" });
  if (heard.content.length > MOST) throw new Error("it says more than the protocol has it say");
  await new Promise<void>((resolve) => (heard.wake = resolve));
  return take(heard, endIn);
}

function endOfLine(content: Buffer): number | undefined {
  const at = content.indexOf("\n");
  return at === -1 ? undefined : at + 1;
}

// Each character stands for one byte, so that the match ends at the byte where it ends.
function endOfMatch(content: Buffer, pattern: RegExp): number | undefined {
  const match = pattern.exec(content.toString("latin1"));
  return match === null ? undefined : match.index + match[0].length;
}

const MOST = 64 * 1024;
