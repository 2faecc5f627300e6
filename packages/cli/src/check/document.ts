import type { LiveFacts } from "./audit-address.ts";
import type { AddressAudit, HostAudit } from "./audit.ts";
import { daysUntil } from "./certificate-checks.ts";
import { countsOf } from "./counts.ts";
import type { LiveCertificate } from "./live-chain.ts";
import type { ProbeAnswer, ProbeAnswers } from "./probe.ts";
import { hstsIn } from "./web-checks.ts";

/** What was audited, and by what. */
export interface Audited {
  readonly policy: string;
  readonly revision: number;
  readonly at: Date;
  readonly hosts: readonly HostAudit[];
}

/** An audit as one JSON document. */
export function documentOf({ policy, revision, at, hosts }: Audited): object {
  return {
    policy,
    revision,
    at: at.toISOString(),
    hosts: hosts.map(hostDocument),
    summary: countsOf(hosts),
  };
}

function hostDocument({ address, rule, checks, addresses }: HostAudit): object {
  return { ...address, rule, checks, addresses: addresses.map(addressDocument) };
}

function addressDocument({ facts, checks }: AddressAudit): object {
  const { target, at, failure, live, probes, alpn, https } = facts;
  return {
    address: target.host,
    port: target.port,
    failure: failure?.message,
    ...(live === undefined ? {} : liveDocument(live, at)),
    tls: probes === undefined ? undefined : tlsDocument(probes),
    alpn: alpn !== undefined && "chosen" in alpn ? alpn.chosen : undefined,
    hsts: hstsIn(https),
    checks,
  };
}

function liveDocument({ dialled, verdict, chain, path }: LiveFacts, at: Date): object {
  const { decision, reason, pin, wouldReject } = verdict;
  return {
    protocol: dialled.protocol,
    cipher: dialled.cipher,
    verdict: { decision, reason, pin, wouldReject },
    refusal: dialled.refusal,
    path,
    chain: chain?.map((certificate) => certificateDocument(certificate, at)),
  };
}

function certificateDocument({ key, certificatePin, served }: LiveCertificate, at: Date): object {
  const { pin, keyType, certificate } = key;
  const daysLeft = certificate === undefined ? undefined : daysUntil(certificate.notAfter, at);
  return { ...certificate, daysLeft, keyType, pin, certificatePin, served };
}

function tlsDocument({ versions, weak }: ProbeAnswers): object {
  return { accepts: answersDocument(versions), acceptsWeak: answersDocument(weak) };
}

/** `true`, `false`, or why it was not checked. */
function answersDocument(answers: Readonly<Record<string, ProbeAnswer>>): object {
  const said = Object.entries(answers).map(([name, answer]) => [
    name,
    answer.answer === "not-checked" ? answer.why : answer.answer === "accepted",
  ]);
  return Object.fromEntries(said);
}
