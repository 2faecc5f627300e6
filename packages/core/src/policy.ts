import type { Hostname } from "./hostname.ts";
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

export type UnlistedHosts = "unpinned" | "reject";

/** What the policy says of one host, and of its subdomains where `includeSubdomains` says so. */
export type HostRule = PinnedHostRule | ExcludedHostRule;

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
