import { randomBytes } from "node:crypto";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { createServer } from "node:tls";
import type { TLSSocket, TlsOptions } from "node:tls";

import type { Identity, TlsSpec } from "./server-spec.ts";
import type { Tally } from "./tally.ts";

/** TLS over connections that another server accepted. */
export interface TlsLayer {
  accept(socket: Socket): void;
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
    speak(socket);
  });
  return {
    accept: (socket) => void server.emit("connection", socket),
    swap: (identity) => server.setSecureContext(options(identity)),
  };
}

function tlsOptionsOf(spec: TlsSpec): TlsOptions {
  const { psk, clientCa, cert, key, minVersion, maxVersion, ciphers } = spec;
  return {
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    ...(minVersion === undefined ? {} : { minVersion }),
    ...(maxVersion === undefined ? {} : { maxVersion }),
    ...(ciphers === undefined ? {} : { ciphers }),
    ...(psk === undefined ? {} : { pskCallback: () => Buffer.from(psk, "hex") }),
    ...(clientCa === undefined
      ? {}
      : { ca: clientCa, requestCert: true, rejectUnauthorized: false }),
    ALPNCallback: ({ protocols }) => protocols[0],
    sessionIdContext: "tlspin",
  };
}

function record(socket: TLSSocket, { clientCa }: TlsSpec, tally: Tally): void {
  tally.handshakes++;
  if (socket.isSessionReused()) tally.resumed++;
  if (clientCa === undefined) return;
  const { subject } = socket.getPeerCertificate();
  tally.seen.push(`client ${socket.authorized ? String(subject.CN) : "none"}`);
}
