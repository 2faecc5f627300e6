import type { Policy } from "@tlspin/core";

import type { SslConfig } from "./electron-types.ts";

/** The TLS that a session may speak: the policy's floor, and no weak cipher. */
export function sslConfigOf({ minTls }: Policy): SslConfig {
  return {
    minVersion: minTls === "1.3" ? "tls1.3" : "tls1.2",
    disabledCipherSuites: [...WEAK_SUITES],
  };
}

// What Chromium offers under TLS 1.2 without forward secrecy or without authenticated encryption
// (RFC 9325 §4.2). The numbers are IANA's.
const WEAK_SUITES: readonly number[] = [
  0x000a, // TLS_RSA_WITH_3DES_EDE_CBC_SHA
  0x002f, // TLS_RSA_WITH_AES_128_CBC_SHA
  0x0035, // TLS_RSA_WITH_AES_256_CBC_SHA
  0x003c, // TLS_RSA_WITH_AES_128_CBC_SHA256
  0x003d, // TLS_RSA_WITH_AES_256_CBC_SHA256
  0x009c, // TLS_RSA_WITH_AES_128_GCM_SHA256
  0x009d, // TLS_RSA_WITH_AES_256_GCM_SHA384
  0xc009, // TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA
  0xc00a, // TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA
  0xc013, // TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA
  0xc014, // TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA
  0xc023, // TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256
  0xc024, // TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384
  0xc027, // TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256
  0xc028, // TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384
];
