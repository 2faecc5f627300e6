import { readFileSync } from "node:fs";
import { checkServerIdentity, type PeerCertificate } from "node:tls";

import {
  findRule,
  isIpAddress,
  isSpkiPin,
  parsePolicy,
  type Policy,
  rulesInReach,
} from "@tlspin/core";
import { describe, expect, test } from "vitest";

import { hostOf } from "../src/host.ts";

// Names, patterns and look-ups of other implementations. Where their authors agree, so do we. Where
// they differ, the decision is written here.
const folder = process.env["TLSPIN_VECTORS"];
if (folder === undefined) console.warn("SKIPPED: host matching needs TLSPIN_VECTORS");

const groups: readonly { readonly kind: string; readonly cases: readonly Case[] }[] =
  folder === undefined
    ? []
    : JSON.parse(readFileSync(`${folder}/host-matching.json`, "utf8")).groups;

interface Case {
  readonly pattern?: string;
  readonly host?: string;
  readonly expected?: unknown;
  readonly consensus?: boolean;
  readonly quirk?: string;
  readonly dns?: readonly string[];
  readonly ip?: readonly string[];
  readonly validInput?: boolean;
  readonly isIp?: boolean;
  readonly pin?: string;
  readonly valid?: boolean | string;
  readonly config?: readonly { host: string; includeSubdomains?: boolean }[];
}

describe.skipIf(folder === undefined)(
  "host matching (skipped where TLSPIN_VECTORS is unset)",
  () => {
    test("a presented name proves a host as all peers agree", () => {
      const cases = casesOf("cert-wildcard").filter(({ consensus }) => consensus === true);
      const differing = cases.filter(
        ({ pattern, host, expected }) => proves([`DNS:${pattern}`], host) !== expected,
      );
      expect(cases.length).toBeGreaterThan(200);
      // The peers compare any two texts. These are no hosts: ports, user names, wildcards, empty labels.
      expect(
        differing.every(({ host = "", expected }) => expected === true && /[:@*]|^\./.test(host)),
      ).toBe(true);
      expect(differing).toHaveLength(15);
    });

    test("where they differ, the host must have a canonical spelling, and then Node decides", () => {
      const cases = casesOf("cert-wildcard").filter(({ consensus }) => consensus === false);
      const accepted = cases.filter(({ pattern, host }) => proves([`DNS:${pattern}`], host));
      // Node lets a name end in a dot and "*" stand for part of a label. That is ordinary validation:
      // a pin is asked about the canonical host, so neither helps to walk around it.
      const explained = accepted.filter(
        ({ pattern = "" }) => pattern.endsWith(".") || /[^.]\*|\*[^.]/.test(pattern),
      );
      const dotted = accepted.filter(({ host = "" }) => host.endsWith("."));
      expect(accepted.filter((one) => !explained.includes(one) && !dotted.includes(one))).toEqual(
        [],
      );
      expect(
        cases
          .filter(({ host = "" }) => /[*@/ ]|^\./.test(host))
          .some((one) => accepted.includes(one)),
      ).toBe(false);
      expect(accepted.length).toBeGreaterThan(20);
    });

    test("the names of a certificate prove a host as OkHttp has it, case folded as ASCII only", () => {
      const differing = casesOf("san-list").filter(({ dns = [], ip = [], host, expected }) => {
        const names = [
          ...dns.map((name) => `DNS:${name}`),
          ...ip.map((address) => `IP Address:${address}`),
        ];
        return proves(names, host) !== expected;
      });
      // IDNA maps the telephone sign U+2121 to "tel" before a host is looked up, dialled or judged, so
      // that tel.com is what is meant by it, as in a browser.
      expect(differing.map(({ dns, host }) => [dns, host])).toMatchInlineSnapshot(`
      [
        [
          [
            "k.com",
            "tel.com",
          ],
          "℡.com",
        ],
      ]
    `);
    });

    test("whatever name proves a host also brings its rule into reach (HTTP/2)", () => {
      for (const { pattern = "", host = "" } of casesOf("cert-wildcard")) {
        const hostname = hostOf(host);
        if (hostname === undefined || isIpAddress(hostname) || !proves([`DNS:${pattern}`], host))
          continue;
        expect([pattern, rulesInReach(policyFor([{ host: hostname }]), [pattern]).length]).toEqual([
          pattern,
          1,
        ]);
      }
    });

    test("a text is a host as rustls and Go have it", () => {
      const differing = casesOf("hostname-validity").filter(
        ({ host, validInput }) => (hostOf(host) !== undefined) !== validInput,
      );
      // Addresses are hosts here, and hyphens may stand at the ends of a label, as in every TLS library's
      // own comparison of names.
      expect(differing.map(({ host }) => host)).toMatchInlineSnapshot(`
      [
        "-eXample123-.com",
        "1.2.3.4",
        "127.0.0.1",
        "suffixhypheninvalid--",
        "suffixhypheninvalid-.com",
        "foo.lastlabelendswithhyphen-",
      ]
    `);
    });

    test("an address is an address as OkHttp has it", () => {
      const cases = casesOf("ip-literal");
      expect(cases.length).toBeGreaterThan(10);
      for (const { host = "", isIp } of cases) {
        const hostname = hostOf(host);
        expect([host, hostname !== undefined && isIpAddress(hostname)]).toEqual([host, isIp]);
      }
    });

    test("a pin is a pin where its base64 is canonical", () => {
      const cases = casesOf("pin-syntax");
      expect(cases.length).toBeGreaterThan(5);
      for (const { pin = "", valid } of cases)
        expect([pin, isSpkiPin(pin)]).toEqual([pin, valid === true]);
    });

    test("a pattern of any depth is includeSubdomains, and an exact one is exact", () => {
      for (const { pattern = "", host, expected, quirk } of casesOf("pin-pattern")) {
        // One-label patterns have no form here. OkHttp's "**." also matches empty labels: no host here.
        if (pattern.startsWith("*.") || quirk !== undefined) continue;
        const deep = pattern.startsWith("**.");
        const rule = { host: deep ? pattern.slice(3) : pattern, includeSubdomains: deep };
        if (expected === "config-error") expect(() => policyFor([rule])).toThrow("is not valid");
        else
          expect([pattern, host, ruleFor([rule], host)]).toEqual([
            pattern,
            host,
            expected === true ? rule.host.toLowerCase() : undefined,
          ]);
      }
    });

    test("the nearest rule is the one that applies, and never a union", () => {
      const differing = casesOf("pin-config-lookup").filter(({ config = [], host, expected }) => {
        const refused = typeof expected === "string" && expected.endsWith("-error");
        return ruleFor(config, host) !== (refused ? undefined : hostOf(expected));
      });
      // 1: international names are configured as A-labels. 2: a narrower rule does not switch its parent
      // off. 3 and 4: a text that is no host is refused before any rule is asked.
      expect(differing.map(({ host, expected }) => [host, expected])).toMatchInlineSnapshot(`
      [
        [
          "českárepublika.icom.museum",
          "českárepublika.icom.museum",
        ],
        [
          "bar.foo.example2.test",
          null,
        ],
        [
          "2.foo.example.test",
          "example.test",
        ],
        [
          "bad.include-subdomains.pinning.example.com..",
          "include-subdomains.pinning.example.com",
        ],
      ]
    `);
    });
  },
);

function casesOf(kind: string): readonly Case[] {
  return groups.filter((group) => group.kind === kind).flatMap((group) => group.cases);
}

/** What a guarded door does: the host has a canonical spelling, and the runtime accepts the name. */
function proves(names: readonly string[], host: string | undefined): boolean {
  const hostname = hostOf(host);
  if (hostname === undefined) return false;
  const certificate = { subject: {}, subjectaltname: names.join(", ") };
  return checkServerIdentity(hostname, certificate as PeerCertificate) === undefined;
}

function policyFor(rules: readonly { host: string; includeSubdomains?: boolean }[]): Policy {
  const [pins, backupPins] = ["A", "B"].map((letter) => [`sha256/${letter.repeat(42)}A=`]);
  const hosts = rules.map(({ host, includeSubdomains = false }) => ({
    host,
    includeSubdomains,
    pins,
    backupPins,
  }));
  return parsePolicy({ version: 1, revision: 1, unlistedHosts: "unpinned", hosts });
}

/** The host of the rule that applies: none where the policy or the host is refused. */
function ruleFor(
  rules: readonly { host: string; includeSubdomains?: boolean }[],
  host: string | undefined,
): string | undefined {
  const hostname = hostOf(host);
  try {
    return hostname === undefined ? undefined : findRule(policyFor(rules), hostname)?.host;
  } catch {
    return undefined;
  }
}
