import { type Hostname, isIpAddress, readHostname } from "./hostname.ts";
import { matchChain } from "./match-chain.ts";
import { pinIndexOf } from "./pin-index.ts";
import {
  expiryOf,
  findRule,
  isOwned,
  type PinnedHostRule,
  type Policy,
  requireSealed,
} from "./policy.ts";
import { admit, type Chain, possibleIn } from "./presented.ts";
import type { Reason, Verdict } from "./verdict.ts";

/** What an adapter saw of the other end: which host was asked for, and what it presented. */
export interface Peer {
  /** The host that was dialled. */
  readonly connectHost: string;
  /** The host whose identity the certificate must prove (SNI). Usually the same. */
  readonly certificateHost: string;
  readonly port: number;
  readonly chain: Chain;
}

/**
 * Decides whether a peer may be talked to.
 *
 * Total: hostile input yields a `reject` verdict, never an exception.
 *
 * @param policy - What `parsePolicy` made.
 * @param at - The moment to judge at. The core has no clock.
 * @throws {PolicyError} `parsePolicy` did not make the policy: a fault of ours, not of the peer.
 */
export function evaluate(policy: Policy, peer: Peer, at: Date): Verdict {
  requireSealed(policy);
  try {
    return judgeNames(policy, peer, at);
  } catch {
    return {
      decision: "reject",
      reason: "internal-error",
      hostname: "",
      revision: policy.revision,
    };
  }
}

/** Each distinct name of the peer has a rule of its own, and the stricter verdict wins. */
function judgeNames(policy: Policy, peer: Peer, at: Date): Verdict {
  const { connectHost, certificateHost } = peer;
  const connect = readHostname(connectHost);
  const certificate = connectHost === certificateHost ? connect : readHostname(certificateHost);
  if (connect.hostname === undefined) return invalid(policy, connectHost);
  if (certificate.hostname === undefined) return invalid(policy, certificateHost);

  const presented = { chain: peer.chain, at };
  const byCertificate = judgeHost(policy, certificate.hostname, presented);
  if (connect.hostname === certificate.hostname) return byCertificate;
  if (isAddressOf(policy, connect.hostname, byCertificate)) return byCertificate;
  return stricter(judgeHost(policy, connect.hostname, presented), byCertificate);
}

function invalid({ revision }: Policy, text: string): Verdict {
  return {
    decision: "reject",
    reason: "host-invalid",
    hostname: text.slice(0, 300),
    revision,
  };
}

/** An unlisted IP address beside a listed name, an excluded one too, is only where that name was found. */
function isAddressOf(policy: Policy, connectHost: Hostname, { rule }: Verdict): boolean {
  return (
    rule !== undefined && isIpAddress(connectHost) && findRule(policy, connectHost) === undefined
  );
}

function stricter(a: Verdict, b: Verdict): Verdict {
  return strictnessOf(a) >= strictnessOf(b) ? a : b;
}

function strictnessOf({ decision, rule }: Verdict): number {
  if (decision === "reject") return 4;
  if (rule === undefined) return 1;
  if (rule.exclude === true) return 0;
  return rule.mode === "enforce" ? 3 : 2;
}

function judgeHost(policy: Policy, hostname: Hostname, presented: Presented): Verdict {
  const named = { hostname, revision: policy.revision };
  const rule = findRule(policy, hostname);
  if (rule === undefined) {
    const opens = policy.unlistedHosts === "unpinned" && !isOwned(policy, hostname);
    return { ...named, decision: opens ? "allow" : "reject", reason: "host-unlisted" };
  }
  if (rule.exclude === true) return { ...named, rule, decision: "allow", reason: "host-excluded" };

  const question = { ...presented, policy, rule };
  return { ...named, rule, ...(judgeDistrust(question) ?? inMode(rule, judgePins(question))) };
}

interface Presented {
  readonly chain: Chain;
  readonly at: Date;
}

/** A listed host, and what to judge it by. */
interface Question extends Presented {
  readonly policy: Policy;
  readonly rule: PinnedHostRule;
}

type Finding = Pick<Verdict, "decision" | "reason" | "pin" | "wouldReject">;

/**
 * A distrusted key is refused in every mode and after expiry too, so it is looked for first, and so is
 * a chain in which it could not be looked for.
 */
function judgeDistrust({ rule, chain, at }: Question): Finding | undefined {
  if (rule.distrusted.length === 0) return undefined;
  const [leaf, ...others] = chain.ders.map(admit);
  if (chain.ders.length === 0) return rejectFor("chain-empty");
  if (leaf === undefined || others.includes(undefined)) return rejectFor("certificate-malformed");

  const { isDistrusted } = pinIndexOf(rule);
  const { cas, exhausted } = possibleIn(chain, leaf, at);
  if (isDistrusted(leaf) || cas.some(isDistrusted)) return rejectFor("key-distrusted");
  return exhausted ? rejectFor("path-budget-exhausted") : undefined;
}

function judgePins({ policy, rule, chain, at }: Question): Finding {
  if (Number.isNaN(at.getTime())) return rejectFor("clock-invalid");
  if (isBefore(at, policy.issued)) return rejectFor("clock-before-issued");
  if (at.getTime() >= expiryOf(rule)) return expired(rule);

  const found = matchChain(rule, chain, at);
  if (typeof found === "string") return rejectFor(found);

  return { decision: "allow", reason: "pin-matched", pin: found };
}

function isBefore(at: Date, issued: string | undefined): boolean {
  return issued !== undefined && at.getTime() < Date.parse(issued);
}

function expired({ onExpiry }: PinnedHostRule): Finding {
  return { decision: onExpiry === "unpin" ? "allow" : "reject", reason: "pins-expired" };
}

/** In report-only mode a mismatch is told and not refused. */
function inMode({ mode }: PinnedHostRule, finding: Finding): Finding {
  if (mode === "enforce" || finding.decision === "allow") return finding;
  return { decision: "allow", reason: "report-only", wouldReject: finding.reason };
}

function rejectFor(reason: Reason): Finding {
  return { decision: "reject", reason };
}
