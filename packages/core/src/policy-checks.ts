import type { Acceptance } from "./acceptance.ts";
import { OptionError, PolicyError, type PolicyProblem } from "./errors.ts";
import type { PinnedHostRule, Policy } from "./policy.ts";

/**
 * Checks that the application said yes to what a policy asks of it: to fail open on a date, to be told
 * of what is only reported, and to go back no further than the revision that it remembers.
 *
 * @throws {PolicyError} The policy asks for what was not accepted.
 * @throws {OptionError} The policy needs an option that is missing.
 */
export function checkAccepted(policy: Policy, options: Acceptance): void {
  const { onVerdict, minRevision, acceptFailOpenExpiry } = options;
  if (policy.revision < minRevision) {
    throw new PolicyError([revisionLower(policy.revision, minRevision)]);
  }
  const failingOpen = rulesWhere(policy, ({ onExpiry }) => onExpiry === "unpin");
  if (failingOpen.length > 0 && !acceptFailOpenExpiry) {
    throw new PolicyError(failingOpen.map((pointer) => failOpen(`${pointer}/onExpiry`)));
  }
  const quiet = [...failingOpen, ...rulesWhere(policy, ({ mode }) => mode === "report-only")];
  if (quiet.length > 0 && onVerdict === undefined) {
    throw new OptionError("onVerdict", `is required: someone must hear of ${quiet.join(", ")}`);
  }
}

/**
 * Checks that a policy may follow the one in force: its revision is higher, or it is the same policy.
 *
 * @returns Whether it changes anything.
 * @throws {PolicyError} Its revision is lower, or equal with other content.
 */
export function checkSuccessor(current: Policy, next: Policy): boolean {
  if (next.revision < current.revision) {
    throw new PolicyError([revisionLower(next.revision, current.revision)]);
  }
  if (next.revision > current.revision) return true;
  // Both came out of the parser, which writes the members in one order.
  if (JSON.stringify(next) === JSON.stringify(current)) return false;
  throw new PolicyError([revisionReused(next.revision)]);
}

function rulesWhere(policy: Policy, test: (rule: PinnedHostRule) => boolean): readonly string[] {
  return policy.hosts.flatMap((rule, i) =>
    rule.exclude !== true && test(rule) ? [`/hosts/${i}`] : [],
  );
}

function revisionLower(revision: number, seen: number): PolicyProblem {
  const message = `is ${revision}, and ${seen} was in force already`;
  const hint = "an old policy may pin what was given up since: raise the revision";
  return { pointer: "/revision", code: "revision-lower", message, hint };
}

function revisionReused(revision: number): PolicyProblem {
  const message = `is ${revision}, as in the policy in force, but the content differs`;
  return { pointer: "/revision", code: "revision-reused", message, hint: "raise the revision" };
}

function failOpen(pointer: string): PolicyProblem {
  const message = '"unpin" leaves the host unpinned after a date';
  const hint = 'write "reject", or pass acceptFailOpenExpiry: true';
  return { pointer, code: "fail-open-not-accepted", message, hint };
}
