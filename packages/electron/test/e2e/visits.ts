/** The ways in which an Electron app makes requests. Each is a door of `app.mjs`. */
export const DOORS = [
  "net.fetch",
  "net.request",
  "session.fetch",
  "window",
  "renderer-fetch",
  "websocket",
  "utility-process",
] as const;

/** One request of the app: through which door, to which server. */
export interface Visit {
  readonly door: (typeof DOORS)[number];
  readonly url: string;
}

/** What `app.mjs` is told through its environment. */
export interface Order {
  readonly policy: object;
  /** `false` runs the same visits without pins. */
  readonly pinned: boolean;
  readonly visits: readonly Visit[];
}

/** What became of a visit, as the app saw it. */
export interface Outcome extends Visit {
  readonly outcome: string;
  /** The reason of `lastVerdict`, where the app is pinned and was asked. */
  readonly reason?: string;
}
