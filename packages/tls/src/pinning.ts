import type { ClientHttp2Session } from "node:http2";
import type { Agent, AgentOptions } from "node:https";
import type { LookupFunction, Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { PeerCertificate, TLSSocket } from "node:tls";

import type { Policy, VerdictRecord } from "@tlspin/core";

export type { VerdictRecord } from "@tlspin/core";

/** Pinned connections under one policy. Make one per process with an adapter's `createPinning`. */
export interface Pinning {
  /** The policy in force. */
  readonly policy: Policy;

  /** Guarded door: an agent for `node:https` and the clients built on it (axios, got, node-fetch, ws). */
  agent(options?: PinnedAgentOptions): Agent;

  /**
   * Guarded door: an agent of somebody else's, which then makes TLS with our options and hands out a
   * connection only after the guard: those of `node:https` (agentkeepalive, hpagent) and of npm's
   * agent-base (HttpsProxyAgent, SocksProxyAgent). Wrap it before its first request.
   *
   * @returns The same agent. It sends nothing in clear any more.
   * @throws {OptionError} It cannot be guarded, was used before, or would weaken enforcement.
   */
  wrapAgent<Wrapped extends object>(agent: Wrapped): Wrapped;

  /**
   * Guarded door: one TLS connection. Resolves once the peer is proven.
   *
   * @throws {PeerRejectedError} The policy does not allow the peer.
   * @throws {OptionError} An option would weaken enforcement or is unknown.
   */
  connect(options: ConnectOptions): Promise<TLSSocket>;

  /**
   * Guarded door: one HTTP/2 session to the authority of an `https:` URL. Requests to another
   * `:authority` are refused.
   *
   * @throws {PeerRejectedError} The policy does not allow the peer.
   * @throws {OptionError} An option would weaken enforcement or is unknown.
   */
  http2Connect(authority: string | URL, options?: Http2ConnectOptions): Promise<ClientHttp2Session>;

  /**
   * Hook-only door: options for libraries that dial themselves. They must pass all of them on to
   * `tls.connect` and keep no connection across `update`. What `createPinning` was given in `tls` is
   * among them.
   *
   * @param host - The host that is meant, where a library dials an address, or asks about another name.
   * @throws {OptionError} The policy distrusts keys: a hook alone does not see all that was served. Or
   *   a client certificate would be shown to a man in the middle.
   * @throws {UnsupportedRuntimeError} The runtime does not call a per-request hook on every connection.
   */
  tlsOptions(host?: string): HookOptions;

  /**
   * Puts a newer policy in force and destroys each live connection whose peer it would refuse.
   *
   * @param policy - What `loadPolicy` or `parsePolicy` gave, or imported JSON.
   * @throws {PolicyError} It is invalid, older, or differs under an equal revision. The old one stays.
   */
  update(policy: unknown): void;

  /**
   * Proves each guarded door against an in-memory server, without network: a trusted peer with another key is
   * refused, the right one delivers, and the right one is refused again after a tightening.
   *
   * @throws {UnsupportedRuntimeError} A door did not enforce. Do not start.
   */
  selfTest(): Promise<void>;

  /** Destroys each connection, those being made included. No door makes another. */
  close(): void;
}

/** How a pinning enforces its policy. */
export interface PinningOptions {
  /**
   * Called after each decision with a copy of it, outside the hook. What it throws changes nothing. If
   * it changes the policy, the connection that it was told of is judged once more, and told again.
   */
  readonly onVerdict?: (record: VerdictRecord) => void;
  /** The lowest `revision` to accept: remember the highest one seen, and hand it in after a restart. */
  readonly minRevision?: number;
  /** Accepts `onExpiry: "unpin"` in the policy: those hosts become unpinned on a date. */
  readonly acceptFailOpenExpiry?: boolean;
  /** Runs on a version of the runtime that was not measured. */
  readonly allowUntestedRuntime?: boolean;
  /** Applied to every connection, the caller's own options last. */
  readonly tls?: TlsDefaults;
}

/** The options of one dial that cannot weaken enforcement. The units and formats are `node:tls`'s. */
export interface TlsDefaults {
  readonly ca?: PemOrDer;
  readonly cert?: PemOrDer;
  readonly key?: PemOrDer;
  readonly pfx?: PemOrDer;
  readonly passphrase?: string;
  readonly crl?: PemOrDer;
  readonly minVersion?: "TLSv1.2" | "TLSv1.3";
  readonly maxVersion?: "TLSv1.2" | "TLSv1.3";
  readonly lookup?: LookupFunction;
  /** Runs besides the pins and can only refuse more. */
  readonly checkServerIdentity?: (
    hostname: string,
    certificate: PeerCertificate,
  ) => Error | undefined;
}

/** One or more certificates or keys. */
export type PemOrDer = string | Uint8Array | readonly (string | Uint8Array)[];

/** One connection to make. */
export interface ConnectOptions extends TlsDefaults {
  readonly host: string;
  readonly port: number;
  /** The name that the certificate must prove, where it is not `host`. */
  readonly servername?: string;
  readonly ALPNProtocols?: readonly string[];
  readonly family?: 0 | 4 | 6;
  readonly localAddress?: string;
  /** An established connection to speak TLS over (STARTTLS). Refused while it holds unread data. */
  readonly socket?: Socket | Duplex;
  /** Milliseconds until the peer must be proven. Default 30,000. */
  readonly timeout?: number;
  readonly signal?: AbortSignal;
}

/**
 * The options of an agent. `maxSockets` is not among them: Node.js counts a socket only once it is
 * handed over, and never again asks for one after a dial that failed.
 */
export interface PinnedAgentOptions extends TlsDefaults {
  readonly keepAlive?: boolean;
  readonly keepAliveMsecs?: number;
  readonly maxFreeSockets?: number;
  readonly scheduling?: AgentOptions["scheduling"];
  /** Milliseconds that a socket may idle. A dial takes at most 30,000, and this where it is less. */
  readonly timeout?: number;
  /** The `http:` or `https:` proxy to tunnel through. The pins apply to the origin inside the tunnel. */
  readonly proxy?: string | URL;
}

/** One HTTP/2 session to open. */
export interface Http2ConnectOptions extends TlsDefaults {
  readonly servername?: string;
  readonly socket?: Socket | Duplex;
  readonly timeout?: number;
  readonly signal?: AbortSignal;
}

/** Options for `tls.connect` that carry the hook. */
export interface HookOptions {
  checkServerIdentity: (hostname: string, certificate: PeerCertificate) => Error | undefined;
  rejectUnauthorized: true;
  minVersion: "TLSv1.2" | "TLSv1.3";
  /** Said, so that no agent puts one that it kept in its place. */
  session: undefined;
  /** The host that is meant, unless it is an address. */
  servername?: string;
  ca?: string | Buffer | string[] | Buffer[];
  cert?: string | Buffer | string[] | Buffer[];
  key?: string | Buffer | string[] | Buffer[];
  pfx?: string | Buffer | string[] | Buffer[];
  passphrase?: string;
  crl?: string | Buffer | string[] | Buffer[];
  maxVersion?: "TLSv1.2" | "TLSv1.3";
  lookup?: LookupFunction;
}
