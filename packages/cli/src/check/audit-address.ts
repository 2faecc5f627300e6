import { CertificateError, describeVerdict, type Policy, type Verdict } from "@tlspin/core";

import { CommandError } from "../command-error.ts";
import { dialQuietly, type Dialled, type DialOptions } from "../dial.ts";
import type { Approach } from "../handshake.ts";
import type { HostAddress } from "../host-address.ts";
import { judge } from "../judge.ts";
import { judgedDial } from "../judged-chain.ts";
import { askHttp, askHttps, type HttpAnswer, type HttpQuestion } from "./ask-http.ts";
import { type LiveCertificate, liveChain, verifiedPath } from "./live-chain.ts";
import { type AlpnAnswer, askAlpn, probe, type ProbeAnswers } from "./probe.ts";

/** A host, and one of its addresses. */
export interface Where {
  readonly address: HostAddress;
  readonly target: HostAddress;
}

/** What one address of a host showed. What is absent was not looked at, or could not be. */
export interface AddressFacts extends Where {
  readonly at: Date;
  /** Why no app can connect. */
  readonly failure?: CommandError;
  readonly live?: LiveFacts;
  readonly probes?: ProbeAnswers;
  readonly alpn?: AlpnAnswer;
  /** Whether HTTP was left out because the policy does not allow the peer. */
  readonly isShunned?: boolean;
  /** What the host answers under TLS. */
  readonly https?: HttpAnswer;
  /** What it answers in clear. */
  readonly http?: HttpAnswer;
}

/** What a connection such as an app makes showed. */
export interface LiveFacts {
  readonly dialled: Dialled;
  readonly verdict: Verdict;
  /** The verdict in words. */
  readonly message: string;
  /** Absent where a certificate is not strict DER. */
  readonly chain?: readonly LiveCertificate[];
  readonly path?: readonly string[];
}

/** How addresses are audited. */
export interface AuditOptions {
  readonly policy: Policy;
  readonly at: Date;
  readonly dial: DialOptions;
  /** Whether to ask for the headers of HTTP. */
  readonly asksHttp: boolean;
  /** Where the redirect to https is expected. Absent where none is. */
  readonly httpPort?: number;
}

/** Audits one address. It never fails: what could not be looked at is said. */
export async function auditAddress(where: Where, options: AuditOptions): Promise<AddressFacts> {
  const { at } = options;
  const seen = await look(where, options);
  if (seen.failure !== undefined && seen.failure.code !== "tls-failed") {
    return { ...where, at, ...seen };
  }
  const probes = await probe(approachTo(where, options));
  const alpn =
    options.dial.starttls === undefined ? await askAlpn(approachTo(where, options)) : undefined;
  const web = await webFacts(where, seen.live, options);
  return { ...where, at, ...seen, probes, ...(alpn === undefined ? {} : { alpn }), ...web };
}

/** The connection that an app would make. */
async function look(
  { address, target }: Where,
  { policy, at, dial }: AuditOptions,
): Promise<Pick<AddressFacts, "failure" | "live">> {
  try {
    const dialled = await dialQuietly(address, { ...dial, connect: target });
    return { live: liveFactsOf(dialled, policy, at) };
  } catch (error) {
    if (error instanceof CommandError) return { failure: error };
    throw error;
  }
}

function liveFactsOf(dialled: Dialled, policy: Policy, at: Date): LiveFacts {
  const judged = judgedDial(dialled, at);
  const verdict = judge(policy, judged);
  const chain = chainOf(dialled);
  return {
    dialled,
    verdict,
    message: describeVerdict(verdict, judged.peer),
    ...(chain === undefined ? {} : { chain, path: verifiedPath(dialled) }),
  };
}

function chainOf(dialled: Dialled): readonly LiveCertificate[] | undefined {
  try {
    return liveChain(dialled);
  } catch (error) {
    if (error instanceof CertificateError) return undefined;
    throw error;
  }
}

function approachTo({ address, target }: Where, { dial }: AuditOptions): Omit<Approach, "tls"> {
  const { timeout, starttls } = dial;
  const starting = starttls === undefined ? {} : { starttls };
  return { address, target, timeout, ...starting };
}

/** Nothing is said to a peer that an app would refuse, or would if the rule were enforced. */
async function webFacts(
  { address, target }: Where,
  live: LiveFacts | undefined,
  { policy, dial, asksHttp, httpPort }: AuditOptions,
): Promise<Pick<AddressFacts, "isShunned" | "https" | "http">> {
  if (live === undefined || !asksHttp) return {};
  const { decision, wouldReject } = live.verdict;
  if (decision !== "allow" || wouldReject !== undefined) return { isShunned: true };

  const question: HttpQuestion = { policy, address, target, options: dial };
  const https = await askHttps(question);
  if (httpPort === undefined) return { https };
  return { https, http: await askHttp({ ...question, target: { ...target, port: httpPort } }) };
}
