import type { Policy } from "@tlspin/core";

import { type Fleet, type FleetEvidence, fleetOf } from "../fleet.ts";
import { grouped } from "../grouped.ts";
import type { Instant } from "../instant.ts";
import type { Release } from "../ledger/release.ts";
import { snapshotOf } from "../snapshot.ts";

/**
 * Releases that do not exist yet: one of each app on each system, with a policy that any of them may
 * ship from a day on. Where no app is known, one of tlspin itself.
 */
export function candidatesOf(
  policy: Policy,
  { ledger }: FleetEvidence,
  released: Instant,
): readonly Release[] {
  const apps = grouped(ledger.releases, ({ app, platform }) => `${app} ${platform}`);
  const kinds = [...apps.values()].flatMap(([first]) => first ?? []);
  const unknown = { app: "an app", platform: "tlspin" } as const;
  return (kinds.length === 0 ? [unknown] : kinds).map(({ app, platform }) => ({
    app,
    platform,
    version: `with revision ${policy.revision}`,
    policy: snapshotOf(policy).hash,
    released,
  }));
}

/** A fleet in which everybody has a policy. */
export function fleetWith(policy: Policy, evidence: FleetEvidence, from: Instant): Fleet {
  const releases = candidatesOf(policy, evidence, from);
  const policies = new Map([[snapshotOf(policy).hash, policy]]);
  return fleetOf({ ledger: { releases }, policies });
}

/** What is known of a fleet, as if each app had shipped a policy on a day. */
export function withRelease(evidence: FleetEvidence, policy: Policy, on: Instant): FleetEvidence {
  const releases = [...evidence.ledger.releases, ...candidatesOf(policy, evidence, on)];
  const policies = new Map([...evidence.policies, [snapshotOf(policy).hash, policy]]);
  return { ...evidence, ledger: { releases }, policies };
}
