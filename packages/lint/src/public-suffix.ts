import type { Hostname } from "@tlspin/core";
import { parse } from "tldts";

/** Below whose name a host stands, by the Public Suffix List. */
export interface SuffixFacts {
  /** Whether the host is itself a public suffix: names below it belong to different people. */
  readonly isSuffix: boolean;
  /** Whether a registry made the suffix (`co.uk`), or a company for its customers (`github.io`). */
  readonly kind: "registry" | "company" | "unlisted";
  readonly suffix: string;
}

/** Whether a host is itself a public suffix, as of the version of tldts: its owner has no name below it. */
export function isPublicSuffix(host: Hostname): boolean {
  return suffixFactsOf(host)?.isSuffix === true;
}

/** Looks a host up in the Public Suffix List, as of the version of tldts. An address is in none. */
export function suffixFactsOf(host: Hostname): SuffixFacts | undefined {
  const { publicSuffix, isIcann, isPrivate } = parse(host, OPTIONS);
  if (publicSuffix === null) return undefined;
  const company = isPrivate === true ? "company" : "unlisted";
  return {
    isSuffix: publicSuffix === host,
    kind: isIcann === true ? "registry" : company,
    suffix: publicSuffix,
  };
}

// The core has the canonical spelling already.
const OPTIONS = { allowPrivateDomains: true, extractHostname: false } as const;
