import { canonicalHostname, parsePolicyText, type Policy } from "@tlspin/core";

import {
  effectOf,
  type FleetEvidence,
  instantOf,
  type NamedText,
  type Release,
  type Rotation,
  type Situation,
  snapshotOf,
  stateOf,
  type Step,
  takeOver,
} from "../src/index.ts";
import { pin } from "./keys.ts";

/** The text of a `pins.json` for `api.example.com`, laid out as `init` does. */
export function pinsText(
  pins: readonly unknown[],
  backupPins: readonly unknown[],
  rule: Readonly<Record<string, unknown>> = {},
): NamedText {
  const { revision = 1, ...rest } = rule;
  const host = "api.example.com";
  const hosts = [{ host, includeSubdomains: false, pins, backupPins, ...rest }];
  const policy = { version: 1, revision, note: "ours", unlistedHosts: "unpinned", hosts };
  return { name: "pins.json", text: `${JSON.stringify(policy, undefined, 2)}\n` };
}

/** A `servers.json` of one host. Keys are pins by their letter. */
export function serversText(serves: readonly object[], letters = "A"): NamedText {
  const keys = Object.fromEntries(Array.from(letters, (letter) => [letter, pin(letter)]));
  const hosts = serves.length === 0 ? [] : [{ host: "api.example.com", serves }];
  return { name: "servers.json", text: JSON.stringify({ version: 1, keys, hosts }) };
}

/** Releases of one app: a version, the policy that it carries, and its day. */
export function evidenceOf(
  releases: readonly (readonly [string, Policy, string])[],
  more: Partial<FleetEvidence> = {},
): FleetEvidence {
  return {
    ledger: {
      releases: releases.map(([version, policy, released]): Release => {
        const { hash } = snapshotOf(policy);
        return {
          app: "desktop",
          platform: "tlspin",
          version,
          policy: hash,
          released: instantOf(released),
        };
      }),
    },
    policies: new Map(releases.map(([, policy]) => [snapshotOf(policy).hash, policy])),
    ...more,
  };
}

/** The policy of a text. */
export function policyIn({ text }: NamedText): Policy {
  return parsePolicyText(text);
}

/** What a rotation begins with: keys are called by their letters. */
export function situationOf(wish: {
  readonly policy: NamedText;
  readonly servers?: NamedText;
  readonly reserves?: string;
  readonly to?: string;
  readonly evidence: FleetEvidence;
  readonly at: string;
  readonly rollOutDays?: number;
}): Situation {
  const { policy, evidence, reserves = "", to, rollOutDays } = wish;
  const at = instantOf(wish.at);
  const taken = takeOver({
    policy,
    servers: wish.servers ?? serversText([]),
    host: canonicalHostname("api.example.com"),
    reserves: Array.from(reserves, (name) => ({ name, spki: pin(name) })),
    ...(to === undefined ? {} : { to }),
    ...(rollOutDays === undefined ? {} : { rollOutDays }),
    at,
  });
  return { ...taken, policy, evidence, at };
}

/** The situation after a step, whatever it does to users, on another day. */
export function moved(step: Step, situation: Situation, at: string): Situation {
  const after = { ...situation, at: instantOf(at) };
  return { ...after, ...effectOf(step, after) };
}

/** The states of all keys, as `A active, B published`. */
export function statesOf(rotation: Rotation): string {
  return rotation.keys.map((key) => `${key.name} ${stateOf(key)}`).join(", ");
}
