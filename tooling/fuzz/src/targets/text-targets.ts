import {
  canonicalHostname,
  CertificateError,
  findRule,
  formatPin,
  HostnameError,
  parsePem,
  parsePin,
  parsePolicyText,
  PinError,
  type PinnedHostRule,
  type Policy,
  PolicyError,
} from "@tlspin/core";

import { mutateTextWith } from "../mutate-text.ts";
import { hold, sameJson, type Target, unlessRefused } from "../target.ts";
import {
  HOST_WORDS,
  PEM_WORDS,
  PIN_TEXTS,
  PIN_WORDS,
  POLICY_TEXTS,
  POLICY_WORDS,
} from "./words.ts";

/** The text of a policy file. */
export const policyTarget: Target = {
  name: "policy",
  seeds: seedsOf(POLICY_TEXTS),
  mutate: mutateTextWith(POLICY_WORDS),
  run(input) {
    const text = textOf(input);
    const policy = unlessRefused(PolicyError, () => parsePolicyText(text));
    if (policy === undefined) return;
    const printed = JSON.stringify(policy);
    hold(sameJson(parsePolicyText(printed), policy), "a policy that is printed parses to itself");
    holdsClosed(policy);
  },
};

function holdsClosed(policy: Policy): void {
  hold(Object.isFrozen(policy) && Object.getPrototypeOf(policy) === null, "a policy is sealed");
  for (const rule of policy.hosts) {
    hold(findRule(policy, rule.host) === rule, "each rule is the one for its own host");
    if (rule.exclude !== true) holdsPinned(rule);
  }
}

function holdsPinned({ mode, pins, backupPins }: PinnedHostRule): void {
  const texts = [...pins, ...backupPins].map((pin) => JSON.stringify({ ...pin, note: "" }));
  hold(new Set(texts).size === texts.length, "all pins of a rule differ");
  if (mode !== "enforce") return;
  hold(pins.length > 0 && backupPins.length > 0, "an enforced rule has a pin and a backup");
}

/** One host. */
export const hostnameTarget: Target = {
  name: "hostname",
  seeds: seedsOf(["api.example.com", "192.0.2.1", "[2001:db8::1]", "::ffff:192.0.2.1", "A.b-C_1."]),
  mutate: mutateTextWith(HOST_WORDS),
  run(input) {
    const hostname = unlessRefused(HostnameError, () => canonicalHostname(textOf(input)));
    if (hostname === undefined) return;
    hold(canonicalHostname(hostname) === hostname, "a canonical host is its own spelling");
    hold(/^[a-z0-9._:-]{1,253}$/.test(hostname), "a canonical host is lower-case ASCII");
    const theirs = hostOfUrl(hostname.includes(":") ? `[${hostname}]` : hostname);
    // What a URL parser finds no A-label of, it refuses; it then reaches nobody.
    hold(theirs === undefined || theirs === hostname, "a URL parser reads the same host");
  },
};

function hostOfUrl(host: string): string | undefined {
  return URL.canParse(`https://${host}/`)
    ? new URL(`https://${host}/`).hostname.replace(/^\[|\]$/g, "")
    : undefined;
}

/** One pin, in any notation. */
export const pinTarget: Target = {
  name: "pin",
  seeds: seedsOf(PIN_TEXTS),
  mutate: mutateTextWith(PIN_WORDS),
  run(input) {
    const pin = unlessRefused(PinError, () => parsePin(textOf(input)));
    if (pin === undefined) return;
    for (const notation of NOTATIONS) {
      hold(parsePin(formatPin(pin, notation)) === pin, "a pin is itself in every notation");
    }
  },
};

/** A file of PEM. */
export const pemTarget: Target = {
  name: "pem",
  seeds: seedsOf([
    "-----BEGIN CERTIFICATE-----\nMAUCAQMFAA==\n-----END CERTIFICATE-----\n",
    "text\r\n-----BEGIN PUBLIC KEY-----\r\nMAA=\r\n-----END PUBLIC KEY-----\r\n-----BEGIN X-----\nMAA=\n-----END X-----",
  ]),
  mutate: mutateTextWith(PEM_WORDS),
  run(input) {
    const blocks = unlessRefused(CertificateError, () => parsePem(textOf(input)));
    if (blocks === undefined) return;
    const written = blocks.map(({ label, der }) => {
      const base64 = Buffer.from(der).toString("base64");
      return `-----BEGIN ${label}-----\n${base64}\n-----END ${label}-----\n`;
    });
    hold(sameJson(parsePem(written.join("")), blocks), "blocks that are written are read again");
  },
};

function textOf(input: Uint8Array): string {
  return new TextDecoder().decode(input);
}

function seedsOf(texts: readonly [string, ...string[]]): Target["seeds"] {
  const [first, ...others] = texts;
  return [bytesOf(first), ...others.map(bytesOf)];
}

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

const NOTATIONS = ["sha256", "curl", "hpkp", "hex", "tlsa"] as const;
