import type { Look } from "../paint.ts";
import type { CallResult } from "./observation.ts";
import type { Outcome } from "./perform.ts";

/** What a table says of a call. */
export interface Cell {
  readonly text: string;
  readonly look: Look;
}

/** Says what became of the calls of one runtime: what went wrong, else what is true of all. */
export function cellOfAll(outcomes: readonly Outcome[]): Cell | undefined {
  const outcome = outcomes.find(({ mismatches }) => mismatches.length > 0) ?? outcomes[0];
  return outcome && cellOf(outcome);
}

function cellOf({ mismatches, observation }: Outcome): Cell {
  const { result, server } = observation;
  if (mismatches.length > 0) return { text: "NOT AS SHOWN", look: "red" };
  if (server.tokens.length > 0) return { text: "token stolen", look: "red" };
  if (result.ok) return { text: isBackup(result) ? "answered, backup" : "answered", look: "green" };
  // Where tlspin is not there to refuse, the runtime itself stopped the call.
  const who = result.verdict?.decision === "reject" ? "refused" : "stopped";
  return { text: `${who}, ${server.bytes} bytes`, look: "green" };
}

function isBackup({ verdict }: CallResult): boolean {
  return verdict?.pin?.backup === true;
}
