import { parsePolicy, pinOf, type Policy, type SpkiPin } from "@tlspin/core";
import { type ForgedCa, type ForgedParty, forgeKey, forgeRoot } from "@tlspin/testing";

import type { CalendarFacts, PlannedStep } from "../src/calendar/index.ts";
import { DAY, type Fleet, fleetOf, instantOf, type Release, snapshotOf } from "../src/index.ts";

/** The day on which the example is looked at. */
export const AT: Date = new Date("2026-11-25T10:30:00Z");

/** An API in the middle of a rotation, with everything that a calendar can show. */
export interface Example {
  readonly facts: CalendarFacts;
  readonly root: ForgedCa;
  readonly issuer: ForgedCa;
  readonly leaf: ForgedParty;
  readonly next: SpkiPin;
}

/** Forges it. Only the keys differ from run to run. */
export async function exampleOf(): Promise<Example> {
  const root = await forgeRoot({ name: "Example Root", ...between("2020-01-01", "2040-01-01") });
  const issuer = await root.issueCa({
    name: "Example Issuing CA 3",
    ...between("2024-03-01", "2028-03-01"),
  });
  const leaf = await issuer.issueLeaf({
    hosts: ["api.example.com"],
    ...between("2026-08-20", "2026-12-18"),
  });
  const www = await issuer.issueLeaf({
    hosts: ["www.example.com"],
    ...between("2026-10-02", "2026-12-31"),
  });
  const key = pinOf(leaf.spki);
  const next = pinOf((await forgeKey("P-256")).spki);
  const reserve = pinOf((await forgeKey("P-256")).spki);
  const policy = parsePolicy({
    version: 1,
    revision: 7,
    issued: "2026-10-01T00:00:00Z",
    unlistedHosts: "unpinned",
    hosts: [
      {
        host: "api.example.com",
        includeSubdomains: false,
        pins: [{ spki: key, note: "Key A, since 2025" }],
        backupPins: [
          { spki: next, note: "Key B, the next one" },
          { spki: reserve, note: "Key C, in the safe" },
        ],
        expires: "2028-06-30",
      },
      {
        host: "www.example.com",
        includeSubdomains: false,
        pins: [{ spki: pinOf(issuer.spki), at: "ca", note: "our issuing CA" }],
        backupPins: [reserve],
        expires: "2026-12-10",
      },
    ],
  });
  const facts: CalendarFacts = {
    policy,
    policyName: "pins.json",
    chains: [
      {
        host: "api.example.com",
        certificates: [leaf.certificate, issuer.certificate],
        from: "api.example.com:443",
      },
      {
        host: "www.example.com",
        certificates: [www.certificate, issuer.certificate],
        from: "www.example.com:443",
      },
    ],
    keys: [
      { pin: key, made: "2025-02-03", from: ".tlspin/keys/api-2025.csr.pem" },
      { pin: next, made: "2026-09-01", from: ".tlspin/keys/api-2027.csr.pem" },
    ],
    steps: stepsOf(key, next),
    fleet: fleetOfExample(policy),
  };
  return { facts, root, issuer, leaf, next };
}

function between(from: string, to: string): { readonly notBefore: Date; readonly notAfter: Date } {
  return {
    notBefore: new Date(`${from}T00:00:00Z`),
    notAfter: new Date(Date.parse(`${to}T00:00:00Z`) - 1000),
  };
}

function stepsOf(key: string, next: string): readonly PlannedStep[] {
  const host = "api.example.com";
  return [
    {
      id: "b-published",
      on: "2026-10-14",
      title: "Desktop 4.2 ships key B",
      key: next,
      state: "published",
      host,
      done: true,
    },
    {
      id: "b-adopted",
      on: "2027-01-20",
      title: "99 % of users know key B",
      key: next,
      state: "adopted",
      host,
      todo: "Look at the adoption, then advance.",
    },
    {
      id: "b-active",
      on: "2027-02-03",
      title: "Serve key B",
      key: next,
      state: "active",
      host,
      todo: "Deploy the certificate for the CSR of key B.",
    },
    {
      id: "a-retired",
      on: "2027-02-03",
      title: "Key A is no longer served",
      key,
      state: "retired",
      host,
    },
    {
      id: "a-destroyed",
      on: "2027-08-04",
      title: "Destroy key A",
      key,
      state: "destroyed",
      host,
      todo: "Only once no release pins it.",
    },
  ];
}

/** Half of those with an older release update every 30 days. */
function fleetOfExample(policy: Policy): Fleet {
  const { hash } = snapshotOf(policy);
  const release = (version: string, released: string): Release => ({
    app: "desktop",
    platform: "tlspin",
    version,
    policy: hash,
    released: instantOf(released),
  });
  const counted = Array.from({ length: 7 }, (_, week) => instantOf("2026-10-14") + week * 7 * DAY);
  return fleetOf({
    ledger: { releases: [release("4.1", "2026-06-01"), release("4.2", "2026-10-14")] },
    policies: new Map([[hash, policy]]),
    samples: counted.flatMap((at, week) => [
      { at, release: { version: "4.1" }, weight: 1000 * 2 ** (-week / 4.3) },
      { at, release: { version: "4.2" }, weight: 1000 * (1 - 2 ** (-week / 4.3)) },
    ]),
    curve: { halfLifeDays: 30 },
  });
}
