/** What one server is and does. Plain data, so that it can cross to the process that runs it. */
export interface ServerSpec {
  readonly name: string;
  /** What is spoken inside TLS, or in clear where there is no `tls`. */
  readonly protocol: Protocol;
  readonly tls?: TlsSpec;
  /** Speaks SMTP-like lines first, and TLS after `STARTTLS`. */
  readonly starttls?: StarttlsSpec;
  /** What becomes of a new TCP connection. Default `"answer"`. */
  readonly behaviour?: Behaviour;
}

/** `http` is HTTP/1.1 with redirects and WebSocket echo; `proxy` answers CONNECT; `echo` is raw. */
export type Protocol = "http" | "h2" | "echo" | "proxy";

/** Who a server says it is: its chain and its key (PEM). */
export interface Identity {
  /** The certificates in the order in which they are served, leaf first. */
  readonly cert: string;
  readonly key: string;
}

export interface TlsSpec extends Partial<Identity> {
  readonly minVersion?: TlsVersion;
  readonly maxVersion?: TlsVersion;
  /** In OpenSSL's notation. `@SECLEVEL=0` admits what is broken. */
  readonly ciphers?: string;
  /** A pre-shared key (hexadecimal) instead of a certificate. */
  readonly psk?: string;
  /** Asks for a client certificate of this CA (PEM), and records what it was shown. */
  readonly clientCa?: string;
}

export type TlsVersion = "TLSv1" | "TLSv1.1" | "TLSv1.2" | "TLSv1.3";

export interface StarttlsSpec {
  /** Plaintext that arrives with the go-ahead, as a man in the middle would inject it. */
  readonly injected?: string;
}

/**
 * `hold` says nothing until it is released; `reset` answers the first bytes with a TCP reset; `garbage`
 * answers them with bytes that are no TLS.
 */
export type Behaviour = "answer" | "hold" | "reset" | "garbage";

/** What a server has seen since the last reset. */
export interface ServerCounts {
  /** TCP connections. They tell "refused" from "could not dial". */
  readonly connections: number;
  /** Connections that are still open. */
  readonly open: number;
  /** TLS handshakes that the server finished. */
  readonly handshakes: number;
  /** Handshakes that resumed an earlier session. */
  readonly resumed: number;
  /** Decrypted application bytes received, or bytes in clear where there is no TLS. */
  readonly bytes: number;
  readonly requests: number;
  /** What else was seen, in order: `request GET /`, `connect api.example.com:443`, `client CN`. */
  readonly seen: readonly string[];
}

/** What the control port is told. */
export type Command =
  | { readonly op: "counts"; readonly name: string }
  | { readonly op: "settled"; readonly name: string }
  | { readonly op: "reset" | "fresh" }
  | { readonly op: "swap"; readonly name: string; readonly identity: Identity }
  | { readonly op: "behave"; readonly name: string; readonly behaviour: Behaviour }
  | { readonly op: "drop"; readonly name: string };
