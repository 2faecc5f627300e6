import { checkServerIdentity, type PeerCertificate } from "node:tls";

import { findRule, isIpAddress, isSpkiPin, rulesInReach } from "@tlspin/core";
import { lint } from "@tlspin/lint";
import { hostOf } from "@tlspin/tls";
import { describe, expect, test } from "vitest";

import { countsOf, namesIn, tally } from "../src/decision.ts";
import {
  HOST_DECISIONS,
  LOOKUP_DECISIONS,
  NAME_CAUSES,
  NAME_DECISIONS,
  PATTERN_DECISIONS,
  PIN_DECISIONS,
  SAN_DECISIONS,
} from "../src/host-decisions.ts";
import { policyOf, type Rule } from "../src/policy-of.ts";
import { HOST_CASES } from "../src/totals.ts";
import { hasVectors, textOfVectors } from "../src/vectors.ts";

const FILE = "host-matching.json";

interface Case {
  readonly pattern?: string;
  readonly host?: string;
  readonly expected?: unknown;
  readonly consensus?: boolean;
  readonly dns?: readonly string[];
  readonly ip?: readonly string[];
  readonly validInput?: boolean;
  readonly isIp?: boolean;
  readonly registrable?: string | null;
  readonly pin?: string;
  readonly valid?: boolean | string;
  readonly config?: readonly Rule[];
}

interface Group {
  readonly kind: string;
  readonly id: string;
  readonly cases: readonly Case[];
}

const found = hasVectors(FILE);
const groups: readonly Group[] = found ? JSON.parse(textOfVectors(FILE)).groups : [];

describe.skipIf(!found)(`${FILE} (skipped without TLSPIN_VECTORS)`, () => {
  test("each kind is here, whole", () => {
    const counts = Object.fromEntries(groups.map(({ kind }) => [kind, casesOf(kind).length]));
    expect(counts).toEqual(HOST_CASES);
  });

  test("a presented name proves a host as the peer has it, but for what we decided", () => {
    const differing = casesOf("cert-wildcard").filter(
      ({ pattern, host, expected }) => proves([`DNS:${pattern}`], host) !== expected,
    );
    expect(tally(differing.map(causeOf))).toEqual(countsOf(NAME_DECISIONS));
  });

  test("where all peers agree, we differ only about texts that are no hosts", () => {
    const cases = casesOf("cert-wildcard").filter(({ consensus }) => consensus === true);
    const differing = cases.filter(
      ({ pattern, host, expected }) => proves([`DNS:${pattern}`], host) !== expected,
    );
    expect(cases.length).toBe(253);
    expect(tally(differing.map(causeOf))).toEqual({ [NAME_CAUSES.noHost]: 15 });
  });

  test("the names of a certificate prove a host as OkHttp has it, case folded as ASCII only", () => {
    const differing = casesOf("san-list").filter(({ dns = [], ip = [], host, expected }) => {
      const names = [
        ...dns.map((name) => `DNS:${name}`),
        ...ip.map((address) => `IP Address:${address}`),
      ];
      return proves(names, host) !== expected;
    });
    const names = differing.map(({ dns = [], host }) => `${dns.join(", ")}: ${host}`);
    expect(names).toEqual(namesIn(SAN_DECISIONS));
  });

  test("whatever name proves a host also brings its rule into reach (HTTP/2)", () => {
    for (const { pattern = "", host = "" } of casesOf("cert-wildcard")) {
      const hostname = hostOf(host);
      if (hostname === undefined || isIpAddress(hostname) || !proves([`DNS:${pattern}`], host))
        continue;
      const reached = rulesInReach(policyOf([{ host: hostname }]), [pattern]);
      expect([pattern, reached.length]).toEqual([pattern, 1]);
    }
  });

  test("a text is a host as rustls and Go have it, but for what we decided", () => {
    const differing = casesOf("hostname-validity").filter(
      ({ host, validInput }) => (hostOf(host) !== undefined) !== validInput,
    );
    const texts = differing.map(({ host = "" }) => host);
    expect(texts.toSorted()).toEqual(namesIn(HOST_DECISIONS));
  });

  test("an address is an address as OkHttp has it", () => {
    for (const { host = "", isIp } of casesOf("ip-literal")) {
      const hostname = hostOf(host);
      expect([host, hostname !== undefined && isIpAddress(hostname)]).toEqual([host, isIp]);
    }
  });

  test("a pin is a pin where its base64 is canonical", () => {
    const differing = casesOf("pin-syntax").filter(
      ({ pin = "", valid }) => isSpkiPin(pin) !== valid,
    );
    expect(differing.map(({ pin }) => pin)).toEqual(namesIn(PIN_DECISIONS));
  });

  test("patterns and unions of OkHttp find a rule as includeSubdomains does, but for what we decided", () => {
    const differing = casesOf("pin-pattern").filter(
      ({ pattern = "", host, expected }) => patternMatches(pattern, host) !== expected,
    );
    const names = differing.map(({ pattern, host }) => `${pattern}: ${host}`);
    const unions = unionsIn(groups).filter(({ entries }) => entries.size > 1);
    expect([...names, ...unions.map(({ name }) => name)].toSorted()).toEqual(
      namesIn(PATTERN_DECISIONS),
    );
  });

  test("of the rules that OkHttp unites, one applies", () => {
    for (const { patterns, host, entries } of unionsIn(groups)) {
      const rules = patterns.map((pattern) => ruleOf(pattern));
      expect(entries).toContain(lookUp(rules, host));
    }
  });

  test("lint finds a rule over a public suffix as the list's own test has it", () => {
    for (const { host = "", registrable } of casesOf("public-suffix")) {
      const hostname = hostOf(host);
      // Of a single label, and of what is no host, the parser itself makes an error.
      if (hostname?.includes(".") !== true) continue;
      const policy = policyOf([{ host: hostname, includeSubdomains: true }]);
      const ids = lint(policy, { at: new Date(0) }).findings.map(({ id }) => id);
      expect([host, ids.includes("public-suffix")]).toEqual([host, registrable === null]);
    }
  });

  test("the nearest rule is the one that applies, and never a union", () => {
    const differing = groups
      .filter(({ kind }) => kind === "pin-config-lookup")
      .flatMap(({ id, cases }) => cases.map((one) => ({ id, ...one })))
      .filter(({ config = [], host, expected }) => {
        const refused = typeof expected === "string" && expected.endsWith("-error");
        const wanted = refused || expected === null ? null : hostOf(expected);
        return lookUp(config, host) !== wanted;
      });
    const names = differing.map(({ id, host }) => `${id}: ${host}`);
    expect(names.toSorted()).toEqual(namesIn(LOOKUP_DECISIONS));
  });
});

function casesOf(wanted: string): readonly Case[] {
  return groups.filter(({ kind }) => kind === wanted).flatMap(({ cases }) => cases);
}

/** Configurations in which OkHttp takes the pins of every rule that matches. */
function unionsIn(all: readonly Group[]): readonly Union[] {
  return all
    .filter(({ kind }) => kind === "pin-config-union")
    .flatMap(({ cases }) => cases as readonly unknown[] as readonly UnionCase[])
    .map(({ config, host, expectedEntries }) => {
      const patterns = config.map(([pattern]) => pattern);
      const entries = new Set(expectedEntries);
      return { name: `${patterns.join(" + ")}: ${host}`, patterns, host, entries };
    });
}

interface UnionCase {
  readonly config: readonly (readonly [pattern: string, pins: readonly string[]])[];
  readonly host: string;
  readonly expectedEntries: readonly string[];
}

interface Union {
  readonly name: string;
  readonly patterns: readonly string[];
  readonly host: string;
  readonly entries: ReadonlySet<string>;
}

/** What a guarded door does: the host has a canonical spelling, and the runtime accepts the name. */
function proves(names: readonly string[], host: string | undefined): boolean {
  const hostname = hostOf(host);
  if (hostname === undefined) return false;
  const certificate = { subject: {}, subjectaltname: names.join(", ") };
  return checkServerIdentity(hostname, certificate as PeerCertificate) === undefined;
}

/** Why we differ about a presented name: a cause that we know, or the case itself. */
function causeOf({ pattern = "", host, expected }: Case): string {
  const hostname = hostOf(host);
  if (hostname === undefined) return NAME_CAUSES.noHost;
  const causes = expected === true ? CAUSES_TO_REFUSE : CAUSES_TO_ACCEPT;
  const [, cause = `${pattern}: ${host}`] = causes.find(([form]) => form.test(pattern)) ?? [];
  return cause;
}

const CAUSES_TO_REFUSE = [
  [/[^\0-\x7f]/, NAME_CAUSES.notAscii],
  [/:/, NAME_CAUSES.addressAsName],
  [/^\*\.[^.]+$/, NAME_CAUSES.belowTopLevel],
] as const;

const CAUSES_TO_ACCEPT = [
  [/\.$/, NAME_CAUSES.trailingDot],
  [/[^.]\*|\*[^.]/, NAME_CAUSES.partialWildcard],
] as const;

/** A pattern as OkHttp writes it, as the rule that comes nearest. */
function ruleOf(pattern: string): Rule {
  const host = pattern.replace(/^\*{1,2}\./, "");
  return { host, includeSubdomains: host !== pattern };
}

function patternMatches(pattern: string, host: string | undefined): boolean | string {
  const rule = ruleOf(pattern);
  try {
    const policy = policyOf([rule]);
    const hostname = hostOf(host);
    // A rule with subdomains covers the host too, which no pattern of stars does.
    if (hostname === undefined || (hostname === rule.host && rule.host !== pattern)) return false;
    return findRule(policy, hostname) !== undefined;
  } catch {
    return "config-error";
  }
}

/** The host of the rule that applies: none where the policy or the host is refused. */
function lookUp(rules: readonly Rule[], host: string | undefined): string | null {
  const hostname = hostOf(host);
  try {
    return hostname === undefined ? null : (findRule(policyOf(rules), hostname)?.host ?? null);
  } catch {
    return null;
  }
}
