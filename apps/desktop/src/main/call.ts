import { isPinError, type VerdictRecord } from "@tlspin/electron";

import type { ClientName } from "../bridge/bridge.ts";

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

/** A way to call the API, and what was last decided about its host there. */
export interface Client {
  readonly name: ClientName;
  run(url: URL): Promise<string>;
  lastVerdict(host: string): VerdictRecord | undefined;
}

/** Calls a URL through one client. Never rejects. */
export async function call({ name, run, lastVerdict }: Client, url: URL): Promise<CallResult> {
  try {
    const answer = await run(url);
    const verdict = lastVerdict(url.hostname);
    return { ok: true, client: name, answer, ...(verdict === undefined ? {} : { verdict }) };
  } catch (error) {
    return { ok: false, client: name, ...failureOf(error, lastVerdict(url.hostname)) };
  }
}

function failureOf(error: unknown, latest?: VerdictRecord): Omit<Failed, "ok" | "client"> {
  const refused = latest?.decision === "reject" ? { verdict: latest } : {};
  const pinError = causesOf(error).find(isPinError);
  if (pinError !== undefined) return { code: pinError.code, message: pinError.message, ...refused };

  const code = codeOf(error);
  // Chromium says no more of a refusal than that it failed. The pinning knows why.
  if (code === "ERR_FAILED" && refused.verdict !== undefined) {
    return { code: "ERR_TLSPIN_PEER_REJECTED", message: refused.verdict.message, ...refused };
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
