import type { Socket } from "node:net";
import { TLSSocket } from "node:tls";

/** What `tls.connect` was asked for, as the runtime keeps it on the socket. */
export type KeptOptions = Record<string, unknown>;

// The runtimes do not document what is read here. What is missing is taken for what refuses more, and
// the self-test proves the rest before any other code runs.

/** Whether a socket is the client's end. What does not say that it is a server's is a client's. */
export function isClient(socket: TLSSocket): boolean {
  const options = memberOf(socket, "_tlsOptions");
  return memberOf(options, "isServer") !== true;
}

/** The options of the `tls.connect` that made a socket. A bare `TLSSocket` has none. */
export function keptOptionsOf(socket: TLSSocket): KeptOptions | undefined {
  const symbol = Object.getOwnPropertySymbols(socket).find(isKeptOptions);
  const options = symbol === undefined ? undefined : memberOf(socket, symbol);
  return isRecord(options) ? options : undefined;
}

/** The connection that a socket speaks TLS over, where it was given one. */
export function lowerSocketOf(socket: TLSSocket): unknown {
  const given = keptOptionsOf(socket)?.["socket"] ?? memberOf(socket, "_parent");
  // A stream that is no socket is wrapped in one.
  return given ?? memberOf(memberOf(memberOf(socket, "_handle"), "_parentWrap"), "stream");
}

/** What the runtime has against a chain, before it tells anybody. */
export function chainErrorOf(socket: TLSSocket): Error | undefined {
  if (typeof memberOf(memberOf(socket, "_handle"), "verifyError") !== "function") {
    return new Error("the runtime does not say whether it accepts the chain");
  }
  const error = ask(socket, "verifyError");
  // Node.js gives an error or nothing, Deno its code or an empty text.
  if (error === null || error === undefined || error === "") return undefined;
  if (error instanceof Error) return error;
  const code = typeof error === "string" ? error : "ERR_TLS_CERT";
  return Object.assign(new Error(`the runtime does not accept the chain: ${code}`), { code });
}

/** Whether the runtime itself ends a connection whose peer it does not accept. */
export function isStrict(socket: TLSSocket): boolean {
  return keptOptionsOf(socket)?.["rejectUnauthorized"] === true;
}

/** Makes the runtime end a connection whose peer it, or its caller's own check, does not accept. */
export function demandProof(socket: TLSSocket): void {
  const options = keptOptionsOf(socket);
  if (options !== undefined) options["rejectUnauthorized"] = true;
}

/** The name that the client sends in its greeting (SNI), if any. */
export function sentNameOf(socket: TLSSocket): string | undefined {
  // Deno does not tell it.
  const name = ask(socket, "getServername") ?? SENT_NAMES.get(socket);
  return typeof name === "string" && name !== "" ? name : undefined;
}

/** Keeps a name that a client is told to send. */
export function keepSentName(socket: TLSSocket, name: unknown): void {
  SENT_NAMES.set(socket, name);
}

/** Whether HTTP/2 was agreed on: such a connection may carry requests for other hosts. */
export function speaksHttp2(socket: TLSSocket): boolean {
  const told: unknown = {};
  // Node.js gives it, Deno writes it into what it is handed.
  const given =
    ask(socket, "getALPNNegotiatedProtocol") ?? ask(socket, "getAlpnNegotiatedProtocol", told);
  return given === "h2" || memberOf(told, "alpnProtocol") === "h2";
}

/**
 * Reads what was served, for whoever asks later: in older Node.js the reading takes it away, so that the
 * runtime itself, and doors of ours, would find less.
 */
export function keepCertificates(socket: TLSSocket): void {
  const [whole, leaf] = [true, false].map((detailed): unknown =>
    Reflect.apply(PEER_CERTIFICATE, socket, [detailed]),
  );
  const served: unknown = Reflect.apply(PEER_X509_CERTIFICATE, socket, []);
  const kept = {
    getPeerCertificate: (detailed: unknown): unknown => (detailed === true ? whole : leaf),
    getPeerX509Certificate: (): unknown => served,
  };
  for (const [name, value] of Object.entries(kept)) {
    Object.defineProperty(socket, name, { value, configurable: true, writable: true });
  }
}

/** Forgets the session that a socket was made with, before the runtime takes it up. */
export function dropSession(socket: TLSSocket): void {
  const options = memberOf(socket, "_tlsOptions");
  if (isRecord(options)) options["session"] = undefined;
}

function ask(socket: Socket, method: string, ...args: readonly unknown[]): unknown {
  const handle = memberOf(socket, "_handle");
  const answer = memberOf(handle, method);
  return typeof answer === "function" ? Reflect.apply(answer, handle, args) : undefined;
}

function memberOf(value: unknown, name: PropertyKey): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}

function isKeptOptions({ description }: symbol): boolean {
  return description === "connect-options";
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

const SENT_NAMES = new WeakMap<TLSSocket, unknown>();

// Taken at load: a later handshake on the same socket is read anew.
const { getPeerCertificate: PEER_CERTIFICATE, getPeerX509Certificate: PEER_X509_CERTIFICATE } =
  TLSSocket.prototype;
