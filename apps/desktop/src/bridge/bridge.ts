import type { Policy, VerdictRecord } from "@tlspin/electron";

/** What the page can ask of the app. There is nothing else: the page itself has no network. */
export interface Bridge {
  state(): Promise<DeskState>;
  /** Has the app call the API. What became of it comes through `onChange`. */
  request(client: ClientName): Promise<void>;
  /** The same, where the network leads to an attacker whose CA this machine trusts. */
  attack(client: ClientName): Promise<void>;
  onChange(listener: (change: Change) => void): void;
}

/** The ways in which this app calls the API: two through Chromium's network stack, one through Node.js's. */
export type ClientName = "net.fetch" | "renderer" | "node";

/** What the page shows when it opens. */
export interface DeskState {
  /** What the requests are made with, for people: `Electron 45.4.1`. */
  readonly runtime: string;
  /** Whether requests are made now, or were made once and kept. */
  readonly source: "live" | "recorded";
  readonly apiUrl: string;
  /** Where the attack goes, or why it cannot be played. */
  readonly attack: { readonly url: string } | { readonly missing: string };
  readonly clients: readonly ClientName[];
  readonly policy: Policy;
  readonly stacks: readonly StackState[];
  /** The oldest first. */
  readonly requests: readonly RequestRecord[];
}

/** One of the app's network stacks, and whether it is guarded. */
export interface StackState {
  readonly name: string;
  readonly carries: string;
  readonly status: "guarded" | "proving" | "refused";
  readonly text: string;
}

/** What became of one request. */
export interface RequestRecord {
  readonly id: number;
  /** RFC 3339, UTC. */
  readonly at: string;
  readonly attack: boolean;
  readonly client: ClientName;
  readonly url: string;
  /** What the server answered, or the error. */
  readonly outcome:
    | { readonly ok: true; readonly answer: string }
    | { readonly ok: false; readonly code: string; readonly message: string };
  readonly verdict?: VerdictRecord;
  /** Whether the verdict is an earlier one, which Chromium remembers or whose connection was reused. */
  readonly remembered: boolean;
  /** What the server itself counted, where it can be asked. */
  readonly server?: ServerSight;
  /** What the same server counted when a client without pins called it, where that was tried. */
  readonly unpinned?: ServerSight;
}

/** What a server saw: connections tell "refused" from "could not dial". */
export interface ServerSight {
  readonly connections: number;
  /** Decrypted application bytes received. */
  readonly bytes: number;
}

export type Change =
  | { readonly kind: "request"; readonly request: RequestRecord }
  | { readonly kind: "stacks"; readonly stacks: readonly StackState[] };
