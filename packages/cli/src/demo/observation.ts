/** What was observed of one call. */
export interface Observation {
  /** `fetch`, `axios`, `ws`, or the name of an unprotected program. */
  readonly client: string;
  readonly result: CallResult;
  /** What the server saw that the network led to, during this call. */
  readonly server: ServerSight;
}

/** What a program says of its call. */
export interface CallResult {
  readonly ok: boolean;
  readonly answer?: string;
  readonly code?: string;
  readonly message?: string;
  readonly verdict?: ObservedVerdict;
}

export interface ObservedVerdict {
  readonly decision: string;
  readonly reason: string;
  readonly pin?: { readonly pin: string; readonly backup: boolean };
}

/** What a server saw. */
export interface ServerSight {
  /** TCP connections: they tell "refused" from "could not dial". */
  readonly connections: number;
  /** Decrypted application bytes received. */
  readonly bytes: number;
  /** The tokens among them. */
  readonly tokens: readonly string[];
}

/**
 * Reads what a program printed or answered.
 *
 * @throws {Error} It is no result of a call.
 */
export function callResultIn(text: string): CallResult {
  const result = jsonIn(text);
  if (typeof result === "object" && result !== null && isCallResult(result)) return result;
  throw new Error(`this is no result of a call: ${text}`);
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isCallResult(result: object): result is CallResult {
  return "ok" in result && typeof result.ok === "boolean";
}
