import { X509Certificate } from "node:crypto";
import { isIP } from "node:net";

import type { ForgedParty } from "@tlspin/testing";

import type {
  PinnableSession,
  PresentedCertificate,
  SslConfig,
  VerifyProc,
  VerifyRequest,
} from "../src/electron-types.ts";

/** A certificate as a double needs it. Each forged party is one. */
export type Served = Pick<ForgedParty, "certificate" | "pem">;

/** A server as a network sees it. It counts the application bytes that reach it. */
export interface FakeServer {
  readonly address: string;
  /** Leaf first, then whatever it likes to send. */
  readonly chain: readonly Served[];
  readonly h2?: boolean;
  readonly tls?: "tls1.2" | "tls1.3";
  /** The cipher suite that it insists on under TLS 1.2. */
  readonly suite?: number;
  bytes: number;
}

/** What is the same for every session of an app. */
export interface Network {
  readonly roots: readonly Served[];
  /** Switches of the command line. */
  readonly switches: Set<string>;
  /** What the app answers when Chromium emits `certificate-error`. */
  readonly onCertificateError?: (code: number) => boolean;
}

/**
 * A session in the order that Chromium documents: its own verification first; the proc is asked on top
 * of it, inside a cache of 30 minutes per chain and host; HTTP/2 connections carry other names of their
 * certificate unasked; only certificate errors (-2xx) reach `certificate-error`; and two switches
 * answer in everybody's stead.
 */
export class FakeSession implements PinnableSession {
  readonly #network: Network;
  readonly #cache = new Map<string, { readonly code: number; readonly until: number }>();
  #connections: Connection[] = [];
  #proc: VerifyProc | null = null;
  #ssl: SslConfig = {};
  /** How often the proc was asked. */
  asked = 0;

  constructor(network: Network) {
    this.#network = network;
  }

  setCertificateVerifyProc(proc: VerifyProc | null): void {
    this.#proc = proc;
  }

  setSSLConfig(config: SslConfig): void {
    this.#ssl = config;
  }

  async closeAllConnections(): Promise<void> {
    this.#connections = [];
  }

  /** The network service died: nothing is left but what the browser process knows, and no proc is. */
  restart(): void {
    this.#connections = [];
    this.#cache.clear();
    this.#proc = null;
    this.#ssl = {};
  }

  /** Sends one request. Gives Chromium's error code, or 0 where the server got the bytes. */
  load(host: string, server: FakeServer): number {
    const open = this.#connections.find((connection) => carries(connection, host, server));
    if (open === undefined) {
      const code = this.#connect(host, server);
      if (code !== 0) return code;
    }
    (open?.server ?? server).bytes += 100;
    return 0;
  }

  #connect(host: string, server: FakeServer): number {
    if (!this.#negotiates(server)) return ERR_SSL_VERSION_OR_CIPHER_MISMATCH;
    const code = this.#verify(host, server);
    const overridden =
      isCertificateError(code) && this.#network.onCertificateError?.(code) === true;
    if (code !== 0 && !overridden) return code;
    this.#connections.push({ host, server, broken: code !== 0 });
    return 0;
  }

  #negotiates({ tls = "tls1.3", suite }: FakeServer): boolean {
    if (tls === "tls1.3") return true;
    if (this.#ssl.minVersion === "tls1.3") return false;
    return suite === undefined || this.#ssl.disabledCipherSuites?.includes(suite) !== true;
  }

  #verify(host: string, { chain }: FakeServer): number {
    if (this.#network.switches.has("ignore-certificate-errors")) return 0;
    const key = `${host} ${chain.map(({ pem }) => pem).join("")}`;
    const cached = this.#cache.get(key);
    if (cached !== undefined && cached.until > Date.now()) return cached.code;

    const code = this.#ask(requestFor(host, chain, this.#network.roots));
    this.#cache.set(key, { code, until: Date.now() + 30 * 60 * 1000 });
    return code;
  }

  #ask(request: VerifyRequest): number {
    if (this.#proc === null) return request.errorCode;
    this.asked += 1;
    let answer: number = ERR_TIMED_OUT;
    try {
      this.#proc(request, (code) => (answer = code));
    } catch {
      // An uncaught exception in the app. Chromium got no answer.
    }
    return answer === -3 ? request.errorCode : answer;
  }
}

interface Connection {
  readonly host: string;
  readonly server: FakeServer;
  readonly broken: boolean;
}

/** `SpdySession::CanPool`: the same address, a certificate without error that has the name. */
function carries(
  { host, server, broken }: Connection,
  wanted: string,
  target: FakeServer,
): boolean {
  if (host === wanted && server === target) return true;
  const [leaf] = server.chain;
  if (server.h2 !== true || broken || leaf === undefined) return false;
  return server.address === target.address && namesOf(leaf).checkHost(wanted) !== undefined;
}

function requestFor(
  hostname: string,
  chain: readonly Served[],
  roots: readonly Served[],
): VerifyRequest {
  const served = linked(chain);
  const path = pathOf(chain, roots);
  const errorCode = errorOf(hostname, chain, path);
  return {
    hostname,
    certificate: served,
    // Where verification failed, this is what was sent, in order, and no path.
    validatedCertificate: path === undefined ? served : linked(path),
    errorCode,
  };
}

function errorOf(host: string, [leaf]: readonly Served[], path: unknown): number {
  if (leaf === undefined || path === undefined) return ERR_CERT_AUTHORITY_INVALID;
  const certificate = namesOf(leaf);
  if (!isCurrent(certificate)) return ERR_CERT_DATE_INVALID;
  const name = host.replace(/\.$/, "").toLowerCase();
  const named = isIP(name) === 0 ? certificate.checkHost(name) : certificate.checkIP(name);
  return named === undefined ? ERR_CERT_COMMON_NAME_INVALID : 0;
}

/** A path of sound signatures from the leaf to a root, by depth first. */
function pathOf(
  [leaf, ...others]: readonly Served[],
  roots: readonly Served[],
): readonly Served[] | undefined {
  if (leaf === undefined) return undefined;
  if (roots.some(({ pem }) => pem === leaf.pem)) return [leaf];
  const root = roots.find((candidate) => vouches(candidate, leaf));
  if (root !== undefined) return [leaf, root];
  for (const link of others.filter((candidate) => vouches(candidate, leaf))) {
    const above = pathOf([link, ...others.filter((other) => other !== link)], roots);
    if (above !== undefined) return [leaf, ...above];
  }
  return undefined;
}

function vouches(issuer: Served, subject: Served): boolean {
  const [above, below] = [namesOf(issuer), namesOf(subject)];
  return above.ca && isCurrent(above) && below.checkIssued(above) && below.verify(above.publicKey);
}

function isCurrent({ validFrom, validTo }: X509Certificate): boolean {
  return Date.parse(validFrom) <= Date.now() && Date.now() <= Date.parse(validTo);
}

function namesOf({ certificate }: Served): X509Certificate {
  return new X509Certificate(certificate);
}

function linked([leaf, ...above]: readonly Served[]): PresentedCertificate {
  const data = leaf?.pem ?? "";
  return above.length === 0 ? { data } : { data, issuerCert: linked(above) };
}

function isCertificateError(code: number): boolean {
  return code <= -200 && code > -300;
}

// net/base/net_error_list.h
const ERR_TIMED_OUT = -7;
const ERR_SSL_VERSION_OR_CIPHER_MISMATCH = -113;
const ERR_CERT_COMMON_NAME_INVALID = -200;
const ERR_CERT_DATE_INVALID = -201;
const ERR_CERT_AUTHORITY_INVALID = -202;
