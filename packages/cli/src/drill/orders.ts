/** What the redirect inside the program is told. It stands in a file, named by {@link ORDERS}. */
export interface Orders {
  /** The file to which the redirect appends what it sees. */
  readonly journal: string;
  /** Every rule of the policy. */
  readonly routes: readonly Route[];
  /** Hosts outside the policy that may be dialled. */
  readonly allow: readonly string[];
  /** What every process of the program must have in its environment. */
  readonly environment: Readonly<Record<string, string>>;
}

/** Where the dials of one rule's hosts end. */
export interface Route {
  readonly host: string;
  readonly includeSubdomains: boolean;
  /** Whether the policy pins it. An excluded host is one like any other. */
  readonly pinned: boolean;
  /**
   * Ports on loopback: the first, and the second once a TLS session of the host could be resumed. Where
   * there is none, nobody stands in for the host, and it is not dialled.
   */
  readonly ports: readonly number[];
}

/** One line of the journal. */
export type JournalEntry =
  | { readonly event: "start"; readonly pid: number; readonly thread: number }
  /** A dial of a host of the policy, sent to one of its ports. */
  | {
      readonly event: "dial";
      readonly id: string;
      readonly host: string;
      readonly port: number;
      readonly to: number;
    }
  /** It could be resumed from now on. */
  | { readonly event: "session"; readonly id: string; readonly host: string }
  | DialEnd
  /** A dial of another host: let through, or not made. */
  | { readonly event: "allowed" | "blocked"; readonly host: string; readonly port: number }
  /** A dial of a host of the policy that nobody stands in for. It was not made. */
  | { readonly event: "withheld"; readonly host: string; readonly port: number };

/** A dial failed or was closed. */
export interface DialEnd {
  readonly event: "end";
  readonly id: string;
  readonly host: string;
  /** Whether the program's TLS accepted the peer. Absent where no handshake was seen. */
  readonly accepted?: boolean;
  /** The code of the error. */
  readonly error?: string;
}

/** The environment variable that names the file with the orders. */
export const ORDERS = "TLSPIN_DRILL";
