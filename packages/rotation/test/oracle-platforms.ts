import type { HostRule, PinnedHostRule, Policy } from "@tlspin/core";
import type { Platform } from "@tlspin/formats";

import { DAY, type Instant } from "../src/index.ts";

/** A connection to judge, by the policy that a release was made with. */
export interface Question {
  readonly platform: Platform;
  readonly policy: Policy;
  readonly host: string;
  readonly path: readonly string[];
  readonly at: Instant;
  readonly clock: Instant;
  readonly zone: number;
}

/** What a system with that policy makes of it, as `outcome reason`. */
export function ask(question: Question): string {
  const { platform } = question;
  if (platform === "tlspin") return askTlspin(question);
  if (platform === "android") return askAndroid(question);
  if (platform === "ios") return askIos(question);
  return platform === "okhttp" ? askOkHttp(question) : askTrustKitIos(question);
}

function askTlspin(question: Question): string {
  const { policy, host, path } = question;
  const rule = nearestRule(policy, host);
  if (rule === undefined) {
    return policy.unlistedHosts === "reject" ? "refuses host-unlisted" : "unpinned host-unlisted";
  }
  if (rule.exclude === true) return "unpinned host-excluded";
  const distrusted = rule.distrusted.flatMap((each) => ("spki" in each ? [each.spki] : []));
  if (distrusted.some((key) => path.includes(key))) return "refuses key-distrusted";
  return byTime(rule, question) ?? byPins(rule, path);
}

function byTime(rule: PinnedHostRule, { policy, at, clock }: Question): string | undefined {
  // A slow clock is not asked about the issue.
  if (at < Date.parse(policy.issued ?? "1970-01-01")) return rejection(rule, "clock-before-issued");
  if (!isOver(rule, clock + 1)) return undefined;
  return rule.onExpiry === "unpin" ? "unpinned pins-expired" : rejection(rule, "pins-expired");
}

function byPins(rule: PinnedHostRule, [leaf, ...cas]: readonly string[]): string {
  const matches = all(rule).some((pin) =>
    pin.at === "leaf" ? pin.spki === leaf : cas.includes(pin.spki),
  );
  return matches ? "connects" : rejection(rule, "no-pin-matched");
}

function rejection(rule: PinnedHostRule, reason: string): string {
  return rule.mode === "enforce" ? `refuses ${reason}` : "unpinned report-only";
}

/** Whether a clock is past the last day of the pins. */
function isOver({ expires }: PinnedHostRule, clock: number): boolean {
  return expires !== undefined && clock > Date.parse(expires) + DAY;
}

function askAndroid({ policy, host, path, clock, zone }: Question): string {
  const rule = nearestRule(policy, host);
  if (rule === undefined) return "unpinned host-unlisted";
  if (rule.exclude === true || rule.mode === "report-only") return "unpinned host-excluded";
  const local = clock + zone * HOUR;
  if (rule.onExpiry === "unpin" && isOver(rule, local)) return "unpinned pins-expired";
  return anyOf([rule], path) ? "connects" : "refuses no-pin-matched";
}

function askIos({ policy, host, path }: Question): string {
  const parent = host.replace(/^[^.]+\./, "");
  const rules = enforced(policy).filter(
    (rule) => rule.host === host || (rule.host === parent && rule.includeSubdomains),
  );
  if (rules.length === 0) return "unpinned host-unlisted";
  const leaves = rules.flatMap((rule) => all(rule).filter((pin) => pin.at === "leaf"));
  const onlyCas = rules.filter((rule) => all(rule).every((pin) => pin.at === "ca"));
  const cas = onlyCas.flatMap(all);
  const [leaf, ...others] = path;
  const isLeafRight = leaves.length === 0 || leaves.some(({ spki }) => spki === leaf);
  const isCaRight = cas.length === 0 || cas.some(({ spki }) => others.includes(spki));
  return isLeafRight && isCaRight ? "connects" : "refuses no-pin-matched";
}

function askOkHttp({ policy, host, path }: Question): string {
  const rules = enforced(policy).filter(
    (rule) => rule.host === host || (rule.includeSubdomains && host.endsWith(`.${rule.host}`)),
  );
  if (rules.length === 0) return "unpinned host-unlisted";
  return anyOf(rules, path) ? "connects" : "refuses no-pin-matched";
}

// oxlint-disable-next-line complexity -- as TrustKit itself does it, in one piece
function askTrustKitIos(question: Question): string {
  const { policy, host, path, clock } = question;
  const own = policy.hosts.find((each) => each.host === host);
  const others = policy.hosts.filter((each) => each !== own && each.exclude !== true);
  const parent = nearestRule({ ...policy, hosts: others }, host);
  if (own?.exclude === true) {
    return `unpinned host-${parent === undefined ? "unlisted" : "excluded"}`;
  }
  const rule = own ?? parent;
  if (rule === undefined || rule.exclude === true) return "unpinned host-unlisted";
  return rule.onExpiry === "unpin" && isOver(rule, clock)
    ? "unpinned pins-expired"
    : byAnyKey(rule, path);
}

function byAnyKey(rule: PinnedHostRule, path: readonly string[]): string {
  // In random scenes, F is an Ed25519 key.
  if (path.some((key) => key.startsWith("sha256/F"))) {
    return rejection(rule, "key-type-unsupported");
  }
  return anyOf([rule], path) ? "connects" : rejection(rule, "no-pin-matched");
}

function nearestRule(policy: Policy, host: string): HostRule | undefined {
  const fitting = policy.hosts.filter(
    (rule) => rule.host === host || (rule.includeSubdomains && host.endsWith(`.${rule.host}`)),
  );
  return fitting.toSorted((a, b) => b.host.length - a.host.length)[0];
}

function enforced(policy: Policy): readonly PinnedHostRule[] {
  return policy.hosts.flatMap((rule) =>
    rule.exclude === true || rule.mode !== "enforce" ? [] : [rule],
  );
}

function all(rule: PinnedHostRule): readonly { readonly spki: string; readonly at: string }[] {
  return [...rule.pins, ...rule.backupPins].flatMap((pin) => ("spki" in pin ? [pin] : []));
}

function anyOf(rules: readonly PinnedHostRule[], path: readonly string[]): boolean {
  return rules.some((rule) => all(rule).some(({ spki }) => path.includes(spki)));
}

const HOUR = DAY / 24;
