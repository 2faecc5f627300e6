import { inspect } from "node:util";

import { isAllowed } from "./policies.ts";
import type { ServerName } from "./policies.ts";

/** One request, and what became of it. */
export interface Attempt {
  readonly id: number;
  readonly server: ServerName;
  /** The policies in force when it began and when it ended. */
  readonly from: number;
  readonly to: number;
  /** Absent where an answer came. */
  readonly error?: unknown;
}

/** What is wrong with what became of a request, or `undefined`. */
export function faultOf(attempt: Attempt): string | undefined {
  const { server, from, to, error } = attempt;
  const mayArrive = wasAllowed(attempt);
  if (error === undefined) return mayArrive ? undefined : "an answer came";
  // A policy that changed meanwhile may have ended it.
  if (mayArrive) return to > from ? undefined : `refused: ${inspect(error)}`;
  return isExpected(server, error) ? undefined : `not as a refusal: ${inspect(error)}`;
}

/** Whether some policy that was in force meanwhile let the request reach its server. */
export function wasAllowed({ server, from, to }: Omit<Attempt, "error">): boolean {
  const revisions = Array.from({ length: to - from + 1 }, (_, i) => from + i);
  return revisions.some((revision) => isAllowed(server, revision));
}

/** A refusal keeps its class, its code and its verdict. What no pin is asked about has a code. */
function isExpected(server: ServerName, error: unknown): boolean {
  const found = causesOf(error);
  if (UNASKED.has(server)) return found.some(({ code }) => typeof code === "string");
  return found.some(
    ({ code, name, verdict }) =>
      code === "ERR_TLSPIN_PEER_REJECTED" && name === "PeerRejectedError" && verdict !== undefined,
  );
}

interface Described {
  readonly code?: unknown;
  readonly name?: unknown;
  readonly verdict?: unknown;
}

function causesOf(error: unknown): readonly Described[] {
  const causes: Described[] = [];
  for (let at = error; at instanceof Error && causes.length < 5; at = at.cause) causes.push(at);
  return causes;
}

const UNASKED: ReadonlySet<ServerName> = new Set(["self-signed", "reset", "garbage"]);
