import { isIP, type LookupFunction, Socket } from "node:net";
import tls from "node:tls";

import { type Destination, destinationOf } from "./destination.ts";
import { newId, report } from "./journal.ts";
import { isResumable, observe, observeOver } from "./observe.ts";

/**
 * Sends each dial of a host of the policy to loopback. Everything in Node.js that opens a TCP
 * connection does so through this one method: fetch, https, http2, tls, and what stands on them.
 */
export function redirectConnections(): void {
  const genuine = Socket.prototype.connect;
  Reflect.set(Socket.prototype, "connect", function connect(this: Socket, ...args: unknown[]) {
    const call = callOf(args);
    if (call === undefined) return Reflect.apply(genuine, this, args);

    const destination = destinationOf(call.host);
    if (destination.kind === "local") return Reflect.apply(genuine, this, args);
    const redirected = redirect(this, call, destination);
    if (redirected === undefined) return this;
    return Reflect.apply(genuine, this, [redirected, call.callback]);
  });
  followTlsOverSockets();
}

/** What `connect` was asked for. */
interface Call {
  readonly host: string;
  readonly port: number;
  readonly options: object;
  readonly callback: unknown;
}

/** Reads the arguments as Node.js does. A path is a pipe of this machine. */
function callOf(args: readonly unknown[]): Call | undefined {
  // What Node.js has read already, it hands on as one array.
  const [first, second, third] = Array.isArray(args[0]) ? args[0] : args;
  if (typeof first === "object" && first !== null) return callWith(first, second);
  const port = Number(first);
  if (Number.isNaN(port)) return undefined;
  const isHost = typeof second === "string";
  return callWith({ port, host: isHost ? second : undefined }, isHost ? third : second);
}

function callWith(
  options: { readonly path?: unknown; readonly host?: unknown; readonly port?: unknown },
  callback: unknown,
): Call | undefined {
  const { path, host, port } = options;
  if (typeof path === "string") return undefined;
  const name = typeof host === "string" && host !== "" ? host : "localhost";
  return { host: name, port: Number(port), options, callback };
}

/** Gives the options to dial with instead, or `undefined` where nothing is dialled. */
function redirect(socket: Socket, call: Call, destination: Destination): object | undefined {
  const { host } = destination;
  const { port, options } = call;
  if (destination.kind !== "policy") {
    report.entry({ event: destination.kind === "allowed" ? "allowed" : "blocked", host, port });
    return destination.kind === "allowed" ? options : refuse(socket, host, UNLISTED);
  }
  const to = Math.min(isResumable(host) ? 1 : 0, destination.ports.length - 1);
  const target = destination.ports[to];
  if (target === undefined) {
    report.entry({ event: "withheld", host, port });
    return refuse(socket, host, NOBODY);
  }
  const id = newId();
  report.entry({ event: "dial", id, host, port, to });
  observe(socket, { id, host });
  return toLoopback(options, target, isIP(call.host) !== 0);
}

/**
 * The program's own options, seen through. The name stays, since TLS proves it; the address and the
 * port change.
 */
function toLoopback(options: object, port: number, isAddress: boolean): object {
  const changes = {
    port,
    lookup: LOOPBACK,
    family: undefined,
    localAddress: undefined,
    localPort: undefined,
    autoSelectFamily: false,
    ...(isAddress ? { host: "127.0.0.1" } : {}),
  };
  const own = Object.entries(changes).map(([name, value]) => [name, { value, enumerable: true }]);
  const redirected: object = Object.create(options, Object.fromEntries(own));
  return redirected;
}

const LOOPBACK: LookupFunction = (_host, options, callback) => {
  if (options.all === true) callback(null, [{ address: "127.0.0.1", family: 4 }]);
  else callback(null, "127.0.0.1", 4);
};

function refuse(socket: Socket, host: string, why: string): undefined {
  const error = Object.assign(new Error(`tlspin drill: ${host} was not dialled: ${why}`), {
    code: "ERR_TLSPIN_DRILL_BLOCKED",
  });
  process.nextTick(() => socket.destroy(error));
}

/** TLS over a connection that stands already: STARTTLS, tunnels, agents of other libraries. */
function followTlsOverSockets(): void {
  const genuine = tls.connect;
  Reflect.set(tls, "connect", (...args: unknown[]): unknown => {
    const made: unknown = Reflect.apply(genuine, tls, args);
    if (made instanceof tls.TLSSocket) observeOver(made, args);
    return made;
  });
}

const UNLISTED = "the policy does not list it. --allow lets it through";
const NOBODY = "nobody stands in for it in this rehearsal. --upstream would";
