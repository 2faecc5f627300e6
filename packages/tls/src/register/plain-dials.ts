import { Socket } from "node:net";
import { TLSSocket } from "node:tls";

/** Judges what is about to be sent in clear: an error ends the connection before the first byte. */
export type ClearCheck = (host: string, head: string) => Error | undefined;

/**
 * Remembers which host each plain connection was dialled for, because TLS may follow on it, and asks
 * about all that is sent in clear. Whatever dials in JavaScript does so through this one method.
 */
export function watchPlainDials(check: ClearCheck): void {
  const genuine = Socket.prototype.connect;
  Reflect.set(Socket.prototype, "connect", function connect(this: Socket, ...args: unknown[]) {
    const host = this instanceof TLSSocket ? undefined : dialledIn(args);
    if (host !== undefined) {
      HOSTS.set(this, host);
      // A socket may be dialled again, for another host.
      checkWrites(this, (head) => check(plainHostOf(this) ?? host, head));
    }
    return Reflect.apply(genuine, this, args);
  });
}

/** The host that a plain connection was dialled for. TLS inside TLS goes to another host. */
export function plainHostOf(socket: unknown): string | undefined {
  return typeof socket === "object" && socket !== null ? HOSTS.get(socket) : undefined;
}

/** Reads the arguments as the runtime does. A path is a pipe of this machine, and no host. */
function dialledIn(args: readonly unknown[]): string | undefined {
  // What has been read already is handed on as one array.
  const [first, second]: readonly unknown[] = Array.isArray(args[0]) ? args[0] : args;
  if (typeof first === "object" && first !== null) return hostIn(first);
  if (typeof first === "string" && Number.isNaN(Number(first))) return undefined;
  return typeof second === "string" ? second : LOCALHOST;
}

function hostIn(options: { readonly host?: unknown; readonly path?: unknown }): string | undefined {
  const { host, path } = options;
  if (typeof path === "string" && path !== "") return undefined;
  return typeof host === "string" && host !== "" ? host : LOCALHOST;
}

/** Looks at each piece that the stream is about to hand to the operating system. */
function checkWrites(socket: Socket, faultOf: (head: string) => Error | undefined): void {
  if (CHECKED.has(socket)) return;
  CHECKED.add(socket);
  const { _write: write, _writev: writev } = socket;
  Reflect.set(socket, "_write", (chunk: unknown, encoding: unknown, done: Done) => {
    const fault = faultOf(headOf(chunk));
    if (fault === undefined) Reflect.apply(write, socket, [chunk, encoding, done]);
    else done(fault);
  });
  if (writev === undefined) return;
  Reflect.set(socket, "_writev", (pieces: readonly { readonly chunk: unknown }[], done: Done) => {
    const fault = faultOf(pieces.map(({ chunk }) => headOf(chunk)).join(""));
    if (fault === undefined) Reflect.apply(writev, socket, [pieces, done]);
    else done(fault);
  });
}

type Done = (error: Error) => void;

function headOf(chunk: unknown): string {
  if (typeof chunk === "string") return chunk.slice(0, LONGEST);
  if (!(chunk instanceof Uint8Array)) return "";
  return Buffer.from(chunk.buffer, chunk.byteOffset, Math.min(chunk.length, LONGEST)).toString(
    "latin1",
  );
}

const HOSTS = new WeakMap<object, string>();
const CHECKED = new WeakSet<Socket>();

const LOCALHOST = "localhost";

// A request line is shorter, or no server takes it.
const LONGEST = 16_384;
