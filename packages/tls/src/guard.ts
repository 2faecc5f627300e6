import type { TLSSocket } from "node:tls";

import type { MinTls, Reason } from "@tlspin/core";

/** What the guard asks a connection about, once its handshake is done. */
export interface Handshake {
  readonly authorized: boolean;
  readonly resumed: boolean;
  /** As `getProtocol` spells it: `TLSv1.3`. */
  readonly protocol: string | null;
  /** As `getCipher` spells it: `ECDHE-RSA-AES128-GCM-SHA256`. */
  readonly cipher: string;
}

/** What a socket says of its handshake. */
export function handshakeOf(socket: TLSSocket): Handshake {
  return {
    authorized: socket.authorized,
    resumed: socket.isSessionReused(),
    protocol: socket.getProtocol(),
    cipher: socket.getCipher()?.name ?? "",
  };
}

/**
 * Why a finished handshake is not acceptable, or `undefined`. It asks again what the options already
 * forbade, so that a runtime that ignores one of them fails instead of passing.
 */
export function faultOf(
  { authorized, resumed, protocol, cipher }: Handshake,
  minTls: MinTls,
): Reason | undefined {
  if (resumed) return "session-resumed";
  if (!authorized) return "not-authorized";
  if (!isRecent(protocol, minTls)) return "protocol-too-old";
  if (!isStrong(cipher, protocol)) return "cipher-weak";
  return undefined;
}

function isRecent(protocol: string | null, minTls: MinTls): boolean {
  return protocol === "TLSv1.3" || (protocol === "TLSv1.2" && minTls === "1.2");
}

/**
 * Forward secrecy and authenticated encryption (RFC 9325 §4.2). Of the suites of TLS 1.3 only
 * those without encryption and those with a short tag are refused.
 */
function isStrong(cipher: string, protocol: string | null): boolean {
  if (protocol === "TLSv1.3")
    return /^TLS_[A-Z0-9_]*(?:GCM|CHACHA20_POLY1305|CCM(?!_8))/.test(cipher);
  return (
    /^(?:TLS_)?(?:ECDHE|DHE)[-_]/.test(cipher) &&
    /GCM|CHACHA20[-_]POLY1305|CCM(?![-_]?8)/.test(cipher)
  );
}

/** What is offered, in OpenSSL's spelling: a part of what `isStrong` accepts. Runtimes may ignore it. */
export const STRONG_CIPHERS: string = [
  "TLS_AES_128_GCM_SHA256",
  "TLS_AES_256_GCM_SHA384",
  "TLS_CHACHA20_POLY1305_SHA256",
  "ECDHE+AESGCM",
  "ECDHE+CHACHA20",
  "DHE+AESGCM",
  "DHE+CHACHA20",
  "!aNULL",
  "!PSK",
].join(":");
