import type { Policy } from "@tlspin/core";
import type { Platform } from "@tlspin/formats";

import { isAbout } from "./adoption/measured.ts";
import type { AdoptionCurve, AdoptionSample } from "./adoption/sample.ts";
import { type ShareOf, sharesOf } from "./adoption/shares.ts";
import { grouped } from "./grouped.ts";
import { type Instant, textOfInstant } from "./instant.ts";
import type { Ledger, Release } from "./ledger/release.ts";

/** Everybody who runs the app: releases, and who has them when. */
export interface Fleet {
  readonly populations: readonly Population[];
}

/** The users of one app on one system. Their shares make up the whole of it. */
export interface Population {
  readonly app: string;
  readonly platform: Platform;
  /** By date. */
  readonly members: readonly FleetMember[];
  readonly adoption: Adoption;
}

/** A release in the field. */
export interface FleetMember {
  readonly release: Release;
  readonly policy: Policy;
}

/** Which share of a population has which release when. */
export interface Adoption {
  /** Whether shares are counted, guessed by a curve, or counted and then continued by a curve. */
  readonly source: "measured" | "assumed" | "measured-then-assumed";
  /** When shares were counted first and last. Absent where nobody counted. */
  readonly counted?: { readonly first: Instant; readonly last: Instant };
  /** The same for people, with its dates and figures. */
  readonly description: string;
  /** The share of the member with this index, from 0 to 1. */
  readonly shareOf: ShareOf;
  /** Between two of these moments, every sum of shares only grows, or only shrinks. */
  readonly turns: readonly Instant[];
  /** Users that were measured on releases that the ledger does not have. */
  readonly unknown: readonly UnknownRelease[];
}

/** A release that was measured and is not in the ledger: nobody knows what its users accept. */
export interface UnknownRelease {
  readonly name: string;
  readonly share: number;
}

/** What is known of a fleet. */
export interface FleetEvidence {
  readonly ledger: Ledger;
  /** The policies of all releases, by the hash of their snapshots. */
  readonly policies: ReadonlyMap<string, Policy>;
  readonly samples?: readonly AdoptionSample[];
  readonly curve?: AdoptionCurve;
}

/**
 * Puts a fleet together. Without samples, shares are assumed by the curve; with both, the curve goes
 * on where the samples end; with neither, half of the users update within 30 days.
 *
 * @throws {RangeError} The ledger names a policy that is not there, or a count fits several apps.
 */
export function fleetOf(evidence: FleetEvidence): Fleet {
  const groups = grouped(evidence.ledger.releases, ({ app, platform }) => `${app} ${platform}`);
  requireTellable([...groups.values()], evidence);
  return { populations: [...groups.values()].map((group) => populationOf(group, evidence)) };
}

/** A count that does not say whose users it is about must fit one population. */
function requireTellable(
  groups: readonly (readonly Release[])[],
  { samples = [] }: FleetEvidence,
): void {
  const heads = groups.flatMap(([first]) => (first === undefined ? [] : [first]));
  const vague = samples.find((sample) => heads.filter((head) => isAbout(head, sample)).length > 1);
  if (vague === undefined) return;
  const missing = vague.app === undefined ? "app" : "platform";
  throw new RangeError(
    `a count of ${textOfInstant(vague.at)} names no ${missing}, and the ledger has several`,
  );
}

function populationOf(group: readonly Release[], evidence: FleetEvidence): Population {
  const members = group
    .map((release) => ({ release, policy: policyOf(release, evidence) }))
    .toSorted((a, b) => a.release.released - b.release.released);
  const { app = "", platform = "tlspin" } = group[0] ?? {};
  return { app, platform, members, adoption: sharesOf({ app, platform, members }, evidence) };
}

function policyOf({ policy }: Release, { policies }: FleetEvidence): Policy {
  const found = policies.get(policy);
  if (found === undefined) throw new RangeError(`no policy has the hash ${policy}`);
  return found;
}
