import { isPinError, type VerdictRecord } from "@tlspin/electron";

import type { ClientName } from "../bridge/bridge.ts";
import type { VerdictMemory } from "./verdict-memory.ts";

/** What became of one call to the API. */
export type CallResult = Answered | Failed;

export interface Answered {
  readonly ok: true;
  readonly client: ClientName;
  /** What the API said. */
  readonly answer: string;
  /** The latest verdict: of this call, or of what Chromium remembers and the connection it reused. */
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

/** A way to call the API, and what was decided about its peers there. */
export interface Client {
  readonly name: ClientName;
  run(url: URL): Promise<string>;
  readonly verdicts: VerdictMemory;
}

/** Calls a URL through one client. Never rejects. */
export async function call({ name, run, verdicts }: Client, url: URL): Promise<CallResult> {
  try {
    const answer = await run(url);
    const verdict = verdicts.last("allow", url);
    return { ok: true, client: name, answer, ...(verdict === undefined ? {} : { verdict }) };
  } catch (error) {
    return { ok: false, client: name, ...failureOf(error, verdicts.last("reject", url)) };
  }
}

function failureOf(error: unknown, refusal?: VerdictRecord): Omit<Failed, "ok" | "client"> {
  const pinError = causesOf(error).find(isPinError);
  if (pinError !== undefined) {
    const { code, message } = pinError;
    return { code, message, ...(refusal === undefined ? {} : { verdict: refusal }) };
  }

  const code = codeOf(error);
  // Chromium says no more of a refusal than that it failed. The pinning knows why.
  if (code === "ERR_FAILED" && refusal !== undefined) {
    return { code: "ERR_TLSPIN_PEER_REJECTED", message: refusal.message, verdict: refusal };
  }
  return { code, message: causesOf(error).map(String).join("; because ") };
}

/** Chromium's code stands in the text (`net::ERR_FAILED`), Node.js's in a field. */
function codeOf(error: unknown): string {
  for (const cause of causesOf(error)) {
    const field = cause instanceof Error && "code" in cause ? cause.code : undefined;
    if (typeof field === "string") return field;
    const [text] = /\bERR_[A-Z0-9_]+/.exec(String(cause)) ?? [];
    if (text !== undefined) return text;
  }
  return "ERR_UNKNOWN";
}

function causesOf(error: unknown): readonly unknown[] {
  const causes: unknown[] = [];
  for (let at = error; at !== undefined && causes.length < DEEPEST;) {
    causes.push(at);
    at = at instanceof Error ? at.cause : undefined;
  }
  return causes;
}

const DEEPEST = 5;
