import { constants, randomBytes } from "node:crypto";
import type { Duplex } from "node:stream";
import { createServer } from "node:tls";
import type { TLSSocket, TlsOptions } from "node:tls";

import type { Identity, TlsSpec } from "./server-spec.ts";
import type { Tally } from "./tally.ts";

/** TLS over connections that another server accepted. */
export interface TlsLayer {
  accept(socket: Duplex): void;
  swap(identity: Identity): void;
}

/** Makes the TLS layer of a server. What it decrypts goes on to `speak`. */
export function tlsLayerOf(spec: TlsSpec, tally: Tally, speak: (stream: Duplex) => void): TlsLayer {
  // One ticket key for good, so that a session outlives a change of the certificate.
  const ticketKeys =
    spec.ticketKeys === undefined ? randomBytes(48) : Buffer.from(spec.ticketKeys, "hex");
  const options = (identity: Partial<Identity>): TlsOptions => ({
    ...tlsOptionsOf({ ...spec, ...identity }),
    ticketKeys,
  });
  const server = createServer(options({}));
  server.on("tlsClientError", (error, socket) => {
    const [alert] = /ERR_SSL_\w+_ALERT_\w+/.exec("code" in error ? String(error.code) : "") ?? [];
    if (alert !== undefined) tally.alerts.push(alert);
    socket.destroy();
  });
  server.on("secureConnection", (socket) => {
    record(socket, spec, tally);
    socket.on("error", () => socket.destroy());
    if (spec.renegotiates !== undefined) renegotiateOnce(socket, spec.renegotiates);
    speak(socket);
  });
  return {
    accept: (socket) => void server.emit("connection", socket),
    swap: (identity) => server.setSecureContext(options(identity)),
  };
}

function tlsOptionsOf(spec: TlsSpec): TlsOptions {
  const { psk, clientCa, renegotiates } = spec;
  return {
    ...Object.fromEntries(AS_GIVEN.flatMap((name) => (name in spec ? [[name, spec[name]]] : []))),
    ...(psk === undefined ? {} : { pskCallback: () => Buffer.from(psk, "hex") }),
    ...(clientCa === undefined
      ? {}
      : { ca: clientCa, requestCert: true, rejectUnauthorized: false }),
    ...(renegotiates === undefined ? {} : { secureOptions: NO_RESUMPTION }),
    ALPNCallback: ({ protocols }) => protocols[0],
    sessionIdContext: "tlspin",
  };
}

function renegotiateOnce(socket: TLSSocket, { cert, key }: Identity): void {
  socket.once("data", () => {
    socket.setKeyCert({ cert, key });
    socket.renegotiate({}, () => {});
  });
}

function record(socket: TLSSocket, { clientCa }: TlsSpec, tally: Tally): void {
  tally.handshakes++;
  if (socket.isSessionReused()) tally.resumed++;
  if (clientCa === undefined) return;
  const { subject } = socket.getPeerCertificate();
  tally.seen.push(`client ${socket.authorized ? String(subject.CN) : "none"}`);
}

const AS_GIVEN = ["cert", "key", "minVersion", "maxVersion", "ciphers"] as const;

// Without a ticket or an abbreviated handshake, or no certificate would be shown a second time.
const NO_RESUMPTION =
  constants.SSL_OP_NO_TICKET | constants.SSL_OP_NO_SESSION_RESUMPTION_ON_RENEGOTIATION;
