/** What one server is and does. Plain data, so that it can cross to the process that runs it. */
export interface ServerSpec {
  readonly name: string;
  /** What is spoken inside TLS, or in clear where there is no `tls`. */
  readonly protocol: Protocol;
  readonly tls?: TlsSpec;
  /** Speaks in clear first, and TLS when the client asks for it. */
  readonly starttls?: StarttlsSpec;
  /** Also answers who speaks in clear, on the same port, where there is `tls`. Default `false`. */
  readonly clear?: boolean;
  /** Closes an HTTP connection after its first answer, so that the client must dial again. */
  readonly closes?: boolean;
  /** Listens on 127.0.0.2, on the port of the server of this name. Not every system has the address. */
  readonly beside?: string;
  /** The port of this machine to which a `forward` server passes what it decrypted. */
  readonly forwardTo?: number;
  /** Hosts that an `h2` server claims in an ORIGIN frame (RFC 8336), on its own port. */
  readonly origins?: readonly string[];
  /** What becomes of a new TCP connection. Default `"answer"`. */
  readonly behaviour?: Behaviour;
}

/**
 * `http` is HTTP/1.1 with redirects and WebSocket echo; `proxy` answers CONNECT; `echo` is raw; `any` is
 * `http`, `h2` or `echo`, as the client begins; `forward` leaves it to another server.
 */
export type Protocol = "http" | "h2" | "echo" | "proxy" | "any" | "forward";

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
  /** 48 bytes (hexadecimal). Servers that share them resume each other's sessions. Default: chance. */
  readonly ticketKeys?: string;
  /** Asks for another handshake once it is spoken to, and shows this identity in it (TLS 1.2). */
  readonly renegotiates?: Identity;
}

export type TlsVersion = "TLSv1" | "TLSv1.1" | "TLSv1.2" | "TLSv1.3";

export interface StarttlsSpec {
  /** Whose words are spoken. `mysql` knows no more than its greeting. Default `"smtp"`. */
  readonly as?: "smtp" | "postgres" | "mysql";
  /** Answers that there is no TLS, and goes on in clear: what a man in the middle makes of it. */
  readonly stripped?: boolean;
  /** Plaintext that arrives with the go-ahead, as a man in the middle would inject it. */
  readonly injected?: string;
}

/**
 * `hold` says nothing until it is released; `reset` answers the first bytes with a TCP reset, `reset-tls`
 * only where they are TLS; `garbage` answers them with bytes that are no TLS.
 */
export type Behaviour = "answer" | "hold" | "reset" | "reset-tls" | "garbage" | Meddling;

/** What a man in the middle does with the bytes of a connection, which are the server's otherwise. */
export interface Meddling {
  readonly cut?: Cut;
  /** Passes on what the server says in so many bytes at a time, each a packet of its own. */
  readonly pieces?: number;
  /** Splits handshake records that are in clear into records of so many bytes (RFC 8446 §5.1). */
  readonly records?: number;
}

/** Ends each new connection one step later: the first after `from` bytes, the next `step` further on. */
export interface Cut {
  /** Whose bytes are counted. */
  readonly side: "client" | "server";
  /** `end` closes one half only, as a FIN does, and waits for the client. */
  readonly by: "reset" | "end";
  readonly from: number;
  readonly step: number;
}

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
  /** What else was seen, in order: `request GET /`, `connect api.example.com:443`, `client CN`, `clear`. */
  readonly seen: readonly string[];
  /** The HTTP requests. No header's value is kept. */
  readonly heard: readonly HeardRequest[];
  /** What clients said when they broke a handshake off: `ERR_SSL_TLSV1_ALERT_UNKNOWN_CA`. */
  readonly alerts: readonly string[];
}

/** An HTTP request that reached a server. */
export interface HeardRequest {
  readonly method: string;
  /** As the client named it. */
  readonly host: string;
  readonly path: string;
  /** The names of its headers, in lower case. */
  readonly headers: readonly string[];
  /** Whether it came without TLS. */
  readonly inClear: boolean;
}

/** What the control port is told. */
export type Command =
  | { readonly op: "counts"; readonly name: string }
  | { readonly op: "settled"; readonly name: string }
  | { readonly op: "reset" | "fresh" }
  | { readonly op: "swap"; readonly name: string; readonly identity: Identity }
  | { readonly op: "behave"; readonly name: string; readonly behaviour: Behaviour }
  | { readonly op: "drop"; readonly name: string };
