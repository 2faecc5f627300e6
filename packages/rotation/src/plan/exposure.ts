import type { Hostname } from "@tlspin/core";
import { judge, project } from "@tlspin/formats";

import { type FleetEvidence, fleetOf, type Population } from "../fleet.ts";
import type { Instant } from "../instant.ts";
import { memberSharesOf } from "../simulate/member-shares.ts";
import { HORIZON } from "./harm-of-files.ts";
import type { RotationKey } from "./rotation.ts";

/** Who would take a thief for the server. */
export interface Exposure {
  /** The largest share of a population, now. */
  readonly share: number;
  /** When the last of them is gone. `undefined` where that is not in sight. */
  readonly until: Instant | undefined;
}

/** Who accepts a key at a host: whoever has its private half and a certificate can play the server. */
export function exposureTo(
  key: RotationKey,
  host: Hostname,
  { evidence, at }: { readonly evidence: FleetEvidence; readonly at: Instant },
): Exposure {
  const exposed = fleetOf(evidence).populations.map((population) => {
    const members = population.members.flatMap((_, i) =>
      accepts(population, i, { key, host, at }) ? [i] : [],
    );
    return {
      share: members.reduce((sum, i) => sum + population.adoption.shareOf(i, at), 0),
      until: Math.max(at, ...members.map((i) => lastMoment(population, i, at))),
    };
  });
  const until = Math.max(at, ...exposed.map((each) => each.until));
  return {
    share: Math.min(1, Math.max(0, ...exposed.map(({ share }) => share))),
    until: until < at + HORIZON ? until : undefined,
  };
}

interface Theft {
  readonly key: RotationKey;
  readonly host: Hostname;
  readonly at: Instant;
}

function accepts({ members, platform }: Population, member: number, theft: Theft): boolean {
  const policy = members[member]?.policy;
  if (policy === undefined) return false;
  const { key, host, at } = theft;
  const own = { spki: key.spki };
  const path = key.at === "leaf" ? [own] : [own, own];
  const { outcome } = judge(project(policy, platform).of, { host, path, at });
  return outcome === "connects" || outcome === "unpinned";
}

function lastMoment({ adoption }: Population, member: number, at: Instant): Instant {
  const within = { from: at, until: at + HORIZON };
  return memberSharesOf(adoption, member, within).times.at(-1)?.until ?? at;
}
