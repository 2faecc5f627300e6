import { checkSuccessor, PolicyError, type PolicyProblem } from "@tlspin/core";

import { isEnforced } from "../accepted-pins.ts";
import type { Remark, Rule } from "../rule.ts";
import type { Subject } from "../subject.ts";

/** What the whole policy should not do. */
export const POLICY_RULES: readonly Rule[] = [
  {
    id: "revision-not-raised",
    title: "The policy changed and its revision did not grow, so that apps refuse it",
    severity: "error",
    judge: judgeRevision,
  },
  {
    id: "issued-later",
    title: "The policy is issued later than now, so that every clock seems wrong",
    severity: "error",
    judge: judgeIssued,
  },
  {
    id: "unlisted-hosts-allowed",
    title: "A host that no rule names is not pinned, a misspelt one too",
    severity: "info",
    judge: judgeUnlisted,
  },
  {
    id: "client-certificate-exposed",
    title: "Under TLS 1.2 a client certificate is sent before the server is judged",
    severity: "error",
    judge: judgeClientCertificate,
  },
];

function judgeRevision({ policy, evidence: { base } }: Subject): readonly Remark[] {
  if (base === undefined) return [{ pointer: "/revision", needs: "base" }];
  return problemsOfSuccessor(() => checkSuccessor(base, policy)).map(({ pointer, message }) => ({
    pointer,
    message: `the revision ${message}: an app that knows the other one refuses this`,
    fix: `write ${base.revision + 1}`,
    edits: [{ op: "replace", path: "/revision", value: base.revision + 1 }],
  }));
}

function problemsOfSuccessor(check: () => void): readonly PolicyProblem[] {
  try {
    check();
    return [];
  } catch (error) {
    if (error instanceof PolicyError) return error.problems;
    throw error;
  }
}

function judgeIssued({ policy, at }: Subject): readonly Remark[] {
  const { issued, hosts } = policy;
  if (issued === undefined || at.getTime() >= Date.parse(issued)) return [];
  if (!hosts.some(isEnforced)) return [];
  const message = `the policy is issued at ${issued}, and it is ${at.toISOString()}: until then every pinned host is rejected`;
  return [{ pointer: "/issued", message, fix: "write the time at which it was made, or wait" }];
}

function judgeUnlisted({ policy }: Subject): readonly Remark[] {
  if (policy.unlistedHosts === "reject" || policy.ownedDomains !== undefined) return [];
  return [
    {
      pointer: "/unlistedHosts",
      message: "a host that no rule names gets ordinary TLS: a typo in a host name unpins it",
      fix: 'name your domains in "ownedDomains", below which no host is unlisted; or write "reject"',
    },
  ];
}

function judgeClientCertificate({ policy, evidence }: Subject): readonly Remark[] {
  if (policy.minTls === "1.3" || !policy.hosts.some(isEnforced)) return [];
  const { clientCertificate } = evidence;
  if (clientCertificate === undefined) return [{ pointer: "/minTls", needs: "client-certificate" }];
  if (!clientCertificate) return [];
  const message =
    "under TLS 1.2 the client certificate goes out before the server's pin is checked, and in clear";
  return [{ pointer: "/minTls", message, fix: 'write "minTls": "1.3"' }];
}
