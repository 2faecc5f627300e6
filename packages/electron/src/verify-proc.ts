import type { Peer, Verdict } from "@tlspin/core";

import type { CachedVerdicts } from "./cached-verdicts.ts";
import type { VerifyProc, VerifyRequest } from "./electron-types.ts";
import { judge } from "./judge.ts";
import type { PolicyInForce } from "./policy-in-force.ts";
import { type Presented, presentedIn } from "./presented.ts";

/**
 * The certificate check of one session. It decides synchronously and always answers: without an
 * answer Chromium waits, and an exception would leave none.
 */
export function verifyProcOf(inForce: PolicyInForce, cached: CachedVerdicts): VerifyProc {
  return (request, callback) => {
    const { presented, verdict } = judgeRequest(inForce, request);
    callback(verdict.decision === "allow" ? CHROMIUM_DECIDES : REFUSED);
    if (presented !== undefined) cached.note(presented, verdict.decision);
    inForce.conclude(verdict, presented?.peer ?? nobodyAt(verdict.hostname));
  };
}

interface Judged {
  readonly presented?: Presented;
  readonly verdict: Verdict;
}

function judgeRequest({ policy }: PolicyInForce, request: VerifyRequest): Judged {
  try {
    const presented = presentedIn(request);
    return { presented, verdict: judge(policy, presented, new Date()) };
  } catch {
    return { verdict: unreadable(request, policy.revision) };
  }
}

function unreadable(request: VerifyRequest, revision: number): Verdict {
  return {
    decision: "reject",
    reason: "certificate-malformed",
    hostname: hostnameIn(request),
    revision,
  };
}

function hostnameIn(request: VerifyRequest): string {
  try {
    // It may be any text, and its record goes into logs.
    return request.hostname.slice(0, 255).replaceAll(/[^\u0020-\u007e]/g, "?");
  } catch {
    return "";
  }
}

function nobodyAt(host: string): Peer {
  return {
    connectHost: host,
    certificateHost: host,
    port: 0,
    chain: { kind: "verified", ders: [] },
  };
}

// "Use the verification result from Chromium." Never 0, which is success whatever Chromium found, and
// which switches Certificate Transparency off.
const CHROMIUM_DECIDES = -3;

// ERR_FAILED. It is no certificate error, so that no `certificate-error` handler is asked to let it be.
const REFUSED = -2;
