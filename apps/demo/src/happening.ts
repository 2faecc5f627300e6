import type { CallResult, Observation } from "./observation.ts";

/** Says in a few words what became of a call. */
export function happeningOf({ result, server }: Observation): string {
  if (result.verdict?.decision === "reject") return `refused (${result.verdict.reason})`;
  if (!result.ok) return "failed";
  if (server.tokens.length > 0) return "answered, token stolen";
  return `answered${matchIn(result)}`;
}

function matchIn({ verdict }: CallResult): string {
  if (verdict?.pin === undefined) return "";
  return verdict.pin.backup ? ", backup pin in use" : ", pin matched";
}
