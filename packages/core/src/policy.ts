import { PolicyError, type PolicyProblem } from "./errors.ts";
import { type Hostname, readHostname } from "./hostname.ts";
import type { CertificatePin, SpkiPin } from "./pin.ts";

/**
 * A pin policy that `parsePolicy` made: complete (each default is written out), canonical and
 * deep-frozen. It is plain data, so that printing it as JSON and parsing that again gives an equal one.
 */
export interface Policy {
  readonly version: 1;
  /** Grows with each change. A lower one is never accepted in its place. */
  readonly revision: number;
  /** When the policy was made (RFC 3339, UTC). A clock that shows an earlier time is wrong. */
  readonly issued?: string;
  /** The domains whose owner wrote the policy. No rule is outside them; inside, no host is unlisted. */
  readonly ownedDomains?: readonly Hostname[];
  readonly minTls: MinTls;
  /** What becomes of a host that no rule covers: ordinary TLS validation, or rejection. */
  readonly unlistedHosts: UnlistedHosts;
  readonly hosts: readonly HostRule[];
  readonly note?: string;
}

/** The lowest TLS version that a connection may use. */
export type MinTls = "1.2" | "1.3";

/** What becomes of a host that no rule covers. */
export type UnlistedHosts = "unpinned" | "reject";

/** What the policy says of one host, and of its subdomains where `includeSubdomains` says so. */
export type HostRule = PinnedHostRule | ExcludedHostRule;

/** A host whose peers must show a pinned key. */
export interface PinnedHostRule {
  readonly host: Hostname;
  readonly includeSubdomains: boolean;
  readonly exclude?: never;
  readonly mode: Mode;
  readonly pins: readonly Pin[];
  readonly backupPins: readonly Pin[];
  /** Keys and certificates that are refused whatever else matches. */
  readonly distrusted: readonly DistrustedKey[];
  /** The last day on which the pins count (UTC, inclusive), as `2027-06-30`. */
  readonly expires?: string;
  readonly onExpiry: OnExpiry;
  readonly note?: string;
}

/** A host that ordinary TLS validation judges, although a rule above it is pinned. */
export interface ExcludedHostRule {
  readonly host: Hostname;
  readonly includeSubdomains: boolean;
  readonly exclude: true;
  readonly note?: string;
}

/** Whether a mismatch is refused, or only reported. */
export type Mode = "enforce" | "report-only";

/** Whether a host whose pins have expired is refused, or left to ordinary TLS validation. */
export type OnExpiry = "reject" | "unpin";

/** A key or a certificate that the policy accepts, and where in the verified path it must stand. */
export type Pin =
  | { readonly spki: SpkiPin; readonly at: PinPosition; readonly note?: string }
  | { readonly certificate: CertificatePin; readonly at: PinPosition; readonly note?: string };

/** The server's own certificate, or a CA that soundly vouches for it. */
export type PinPosition = "leaf" | "ca";

export type DistrustedKey =
  | { readonly spki: SpkiPin; readonly note?: string }
  | { readonly certificate: CertificatePin; readonly note?: string };

/**
 * Finds the rule for a host: its own, else that of the nearest ancestor with `includeSubdomains`. A
 * narrower rule without it does not switch its parent off; only an `exclude` rule opens.
 *
 * @throws {PolicyError} The policy is not one that `parsePolicy` made.
 */
export function findRule(policy: Policy, hostname: Hostname): HostRule | undefined {
  const rules = requireSealed(policy);
  const own = rules.get(hostname);
  if (own !== undefined) return own;

  for (let dot = hostname.indexOf("."); dot !== -1; dot = hostname.indexOf(".", dot + 1)) {
    const ancestor = rules.get(hostname.slice(dot + 1));
    if (ancestor?.includeSubdomains === true) return ancestor;
  }
  return undefined;
}

/** When a rule's pins stop counting, in milliseconds since 1970: its last day ends (UTC). */
export function expiryOf(rule: HostRule): number {
  if (rule.exclude === true || rule.expires === undefined) return Infinity;
  return Date.parse(`${rule.expires}T00:00:00Z`) + DAY;
}

/** Tells whether a host is one of the policy's `ownedDomains` or below one. */
export function isOwned(policy: Pick<Policy, "ownedDomains">, hostname: Hostname): boolean {
  return (policy.ownedDomains ?? []).some((domain) => isWithin(hostname, domain));
}

/** Tells whether a host is a domain itself or a name below it. */
export function isWithin(hostname: Hostname, domain: Hostname): boolean {
  return hostname === domain || hostname.endsWith(`.${domain}`);
}

/**
 * The rules that a certificate with these names could answer for. HTTP/2 lets one connection carry
 * requests to every name of its certificate (RFC 9113 §9.1.1), so each of them has a say.
 *
 * @param names - DNS names of the certificate (SAN), `*.example.com` included.
 */
export function rulesInReach(policy: Policy, names: readonly string[]): readonly HostRule[] {
  const reached = new Set(names.flatMap((name) => rulesReachedBy(name, policy)));
  return policy.hosts.filter((rule) => reached.has(rule));
}

function rulesReachedBy(name: string, policy: Policy): readonly HostRule[] {
  const [label = "", ...rest] = name.split(".");
  // Some runtimes let "*" stand for part of a label too, so that it counts as the whole of one here.
  if (!label.includes("*")) return ruleFor(name, policy);

  const base = rest.join(".").toLowerCase().replace(/\.$/, "");
  const named = policy.hosts.filter(({ host }) => host.slice(host.indexOf(".") + 1) === base);
  // Of the names that no rule names, one stands for all.
  return [...named, ...ruleFor(`any-other-name.${base}`, policy)];
}

function ruleFor(name: string, policy: Policy): readonly HostRule[] {
  const { hostname } = readHostname(name);
  const rule = hostname === undefined ? undefined : findRule(policy, hostname);
  return rule === undefined ? [] : [rule];
}

/**
 * Freezes a complete policy to its depth and admits it to look-ups. Only the parser calls this.
 *
 * The objects lose their prototype: a polluted `Object.prototype.exclude` must not open a rule.
 */
export function sealPolicy(policy: Policy): Policy {
  sealDeep(policy);
  RULES.set(policy, new Map(policy.hosts.map((rule) => [rule.host, rule])));
  return policy;
}

/** Tells whether `parsePolicy` of this copy of the package made the value. */
export function isSealed(policy: unknown): policy is Policy {
  return typeof policy === "object" && policy !== null && RULES.has(policy);
}

/**
 * The rules of a policy that `parsePolicy` made, by host.
 *
 * @throws {PolicyError} It did not make this one.
 */
export function requireSealed(policy: Policy): ReadonlyMap<string, HostRule> {
  const rules = RULES.get(policy);
  if (rules === undefined) throw new PolicyError([NOT_PARSED]);
  return rules;
}

function sealDeep(value: object): void {
  for (const member of Object.values(value)) {
    if (typeof member === "object" && member !== null) sealDeep(member);
  }
  if (!Array.isArray(value)) Object.setPrototypeOf(value, null);
  Object.freeze(value);
}

// The look-up table cannot stand in the policy: a Map cannot be frozen.
const RULES = new WeakMap<object, ReadonlyMap<string, HostRule>>();

const DAY = 24 * 60 * 60 * 1000;

const NOT_PARSED: PolicyProblem = {
  pointer: "",
  code: "not-parsed",
  message: "is not a policy that parsePolicy made",
  hint: "hand it to parsePolicy first",
};
