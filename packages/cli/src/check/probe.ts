import type { ConnectionOptions } from "node:tls";

import { isIpAddress } from "@tlspin/core";

import { hangUp } from "../dial.ts";
import { type Approach, handshake, HandshakeFailure } from "../handshake.ts";
import type { HostAddress } from "../host-address.ts";
import { causeOf, codeOf } from "../system-error.ts";

/** A version that a server may accept. */
export type TlsVersion = "TLSv1" | "TLSv1.1" | "TLSv1.2" | "TLSv1.3";

/** What is weak under TLS 1.2: CBC, RSA key exchange (no forward secrecy), no proof or no encryption. */
export type WeakCipher = "cbc" | "rsa" | "anonymous";

/** What a server made of an offer. */
export type ProbeAnswer =
  | { readonly answer: "accepted" | "refused" }
  | { readonly answer: "not-checked"; readonly why: string };

/** What a server made of each offer. */
export interface ProbeAnswers {
  readonly versions: Readonly<Record<TlsVersion, ProbeAnswer>>;
  readonly weak: Readonly<Record<WeakCipher, ProbeAnswer>>;
}

/**
 * Offers a server each version of TLS alone, and each weak kind of cipher alone, one after the other.
 * Each handshake ends as soon as it is done.
 */
export async function probe(approach: Omit<Approach, "tls">): Promise<ProbeAnswers> {
  const versions = {
    TLSv1: await offer(approach, only("TLSv1")),
    "TLSv1.1": await offer(approach, only("TLSv1.1")),
    "TLSv1.2": await offer(approach, only("TLSv1.2")),
    "TLSv1.3": await offer(approach, only("TLSv1.3")),
  };
  // Without TLS 1.2 there is none of them: TLS 1.3 has no weak ciphers (RFC 8446 §1.2).
  const past = versions["TLSv1.2"];
  if (past.answer !== "accepted")
    return { versions, weak: { cbc: past, rsa: past, anonymous: past } };
  return {
    versions,
    weak: {
      cbc: await offer(approach, only("TLSv1.2", CBC)),
      rsa: await offer(approach, only("TLSv1.2", RSA_KEY_EXCHANGE)),
      anonymous: await offer(approach, only("TLSv1.2", ANONYMOUS)),
    },
  };
}

/** Which protocol a server chose (ALPN), `"none"` where it chose none, or why it was not asked. */
export type AlpnAnswer =
  | { readonly chosen: string }
  | { readonly answer: "not-checked"; readonly why: string };

/** Asks a server which of the web's protocols it speaks inside TLS. */
export async function askAlpn(approach: Omit<Approach, "tls">): Promise<AlpnAnswer> {
  const tls = { ...askedAs(approach.address), ALPNProtocols: ["h2", "http/1.1"] };
  try {
    const socket = await handshake({ ...approach, tls });
    hangUp(socket);
    return { chosen: typeof socket.alpnProtocol === "string" ? socket.alpnProtocol : "none" };
  } catch (error) {
    const answer = answerOf(error);
    // It speaks another protocol, and insists (RFC 7301 §3.2).
    return answer.answer === "not-checked" ? answer : { chosen: "none" };
  }
}

async function offer(
  approach: Omit<Approach, "tls">,
  tls: ConnectionOptions,
): Promise<ProbeAnswer> {
  try {
    hangUp(await handshake({ ...approach, tls: { ...tls, ...askedAs(approach.address) } }));
    return { answer: "accepted" };
  } catch (error) {
    return answerOf(error);
  }
}

// Nothing is said to the peer, so that its chain need not be trusted.
function askedAs({ host }: HostAddress): ConnectionOptions {
  return { rejectUnauthorized: false, ...(isIpAddress(host) ? {} : { servername: host }) };
}

/** A refusal is what the server did after it had seen the offer. Whatever else went wrong is none. */
function answerOf(failure: unknown): ProbeAnswer {
  if (!(failure instanceof HandshakeFailure))
    return { answer: "not-checked", why: causeOf(failure) };
  const { accepted, offered, cause } = failure;
  const code = codeOf(cause) ?? "";
  if (accepted) return { answer: "accepted" };
  if (offered && REFUSAL.test(code)) return { answer: "refused" };
  if (LOCAL.test(code)) return { answer: "not-checked", why: "OpenSSL does not offer it here" };
  return { answer: "not-checked", why: WHY[code] ?? causeOf(cause) };
}

function only(version: TlsVersion, ciphers: string = EVERYTHING): ConnectionOptions {
  return { minVersion: version, maxVersion: version, ciphers: `${ciphers}:@SECLEVEL=0` };
}

// An alert, an answer in another version, or the end of the connection.
const REFUSAL = /ALERT|^ERR_SSL_(?:UNSUPPORTED_PROTOCOL|WRONG_SSL_VERSION)$|^ECONNRESET$|^EPIPE$/;

// What OpenSSL says before a ClientHello is written.
const LOCAL = /^ERR_SSL_NO_|^ERR_TLS_|^ERR_SSL_UNSUPPORTED/;

const WHY: Readonly<Record<string, string>> = {
  ETIMEDOUT: "it did not answer in time",
  ECONNREFUSED: "the connection was refused",
};

// In OpenSSL's notation. The suites of TLS 1.3 are always offered with TLS 1.3.
const EVERYTHING = "ALL:!aNULL:!eNULL";
const CBC = "ALL:!kRSA:!PSK:!SRP:!aNULL:!eNULL:!AESGCM:!AESCCM:!ARIAGCM:!CHACHA20";
const RSA_KEY_EXCHANGE = "kRSA:!aNULL:!eNULL";
const ANONYMOUS = "aNULL:eNULL:!PSK:!SRP";
