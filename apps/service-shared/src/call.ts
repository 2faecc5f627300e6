import { isPinError, type VerdictRecord } from "@tlspin/core";

import type { Client, ClientName } from "./clients.ts";

/** What became of one call to the API. */
export type CallResult = Answered | Failed;

export interface Answered {
  readonly ok: true;
  readonly client: ClientName;
  /** What the API said. */
  readonly answer: string;
  /** The latest verdict: of this call, or of the connection that it reused. */
  readonly verdict?: VerdictRecord;
}

export interface Failed {
  readonly ok: false;
  readonly client: ClientName;
  /** `ERR_TLSPIN_PEER_REJECTED` where the policy refused the peer, else the runtime's own code. */
  readonly code: string;
  /** For people, on several lines. */
  readonly message: string;
  /** The verdict of a refusal. A failure of another kind has none. */
  readonly verdict?: VerdictRecord;
}

/** Calls the API through one client. Never rejects. */
export async function call(
  client: ClientName,
  run: Client,
  latestVerdict: () => VerdictRecord | undefined,
): Promise<CallResult> {
  try {
    const answer = await run();
    return { ok: true, client, answer, ...withVerdict(latestVerdict()) };
  } catch (error) {
    return failureOf(client, error, latestVerdict());
  }
}

function failureOf(client: ClientName, error: unknown, latest?: VerdictRecord): Failed {
  const pinError = causesOf(error).find(isPinError);
  if (pinError === undefined) return { ok: false, client, ...plainFailureOf(error) };
  const { code, message } = pinError;
  return { ok: false, client, code, message, ...withVerdict(latest) };
}

function withVerdict(verdict: VerdictRecord | undefined): { readonly verdict?: VerdictRecord } {
  return verdict === undefined ? {} : { verdict };
}

function plainFailureOf(error: unknown): Pick<Failed, "code" | "message"> {
  const causes = causesOf(error);
  const code = causes.map(codeOf).find((found) => found !== undefined) ?? "ERR_UNKNOWN";
  return { code, message: causes.map(String).join("; because ") };
}

function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("code" in error)) return undefined;
  return typeof error.code === "string" ? error.code : undefined;
}

/** Clients wrap errors: fetch once, axios once, ws not at all. */
function causesOf(error: unknown): readonly unknown[] {
  const causes: unknown[] = [];
  for (let at = error; at !== undefined && causes.length < DEEPEST;) {
    causes.push(at);
    at = at instanceof Error ? at.cause : undefined;
  }
  return causes;
}

const DEEPEST = 5;
