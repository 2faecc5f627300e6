import type { Hostname } from "@tlspin/core";

import { type Fleet, fleetOf } from "../fleet.ts";
import { DAY, type Instant } from "../instant.ts";
import type { NamedText } from "../named-text.ts";
import { parseServers } from "../servers/parse-servers.ts";
import type { ServerTimeline } from "../servers/timeline.ts";
import { fleetWith } from "./candidate.ts";
import { type Harm, harmOf, worseOf } from "./harm.ts";
import { policyIn, type Situation } from "./situation.ts";

/** How far a simulation looks: further than any release or certificate lives. */
export const HORIZON: Instant = 3650 * DAY;

/** What `pins.json` and `servers.json` are to become. */
export interface Changed {
  readonly policy: NamedText;
  readonly servers: NamedText;
}

/**
 * What a change of the files does to everybody in the field, and to whoever gets the new policy from
 * now on: any app may ship it, and everybody may get it.
 */
export function harmOfFiles(changed: Changed, situation: Situation, until?: Instant): Harm {
  const { rotation, policy, servers, evidence, at, clockSkew } = situation;
  const time = {
    from: at,
    until: until ?? at + HORIZON,
    ...(clockSkew === undefined ? {} : { clockSkew }),
  };
  const was = serversWithin(servers, rotation.host);
  const is = serversWithin(changed.servers, rotation.host);
  const field = fleetOf(evidence);
  const next = fleetWith(policyIn(changed.policy), evidence, at);
  const last = renamed(fleetWith(policyIn(policy), evidence, at), next);
  return worseOf(
    harmOf({
      before: { fleet: field, servers: was },
      after: { fleet: field, servers: is },
      ...time,
    }),
    harmOf({ before: { fleet: last, servers: was }, after: { fleet: next, servers: is }, ...time }),
  );
}

// At other hosts nothing changes. Some systems apply a rule below another one too, so that all names
// below it are looked at.
function serversWithin(servers: NamedText, rule: Hostname): ServerTimeline {
  const { keys, hosts } = parseServers(servers);
  return {
    keys,
    hosts: hosts.filter(({ host }) => host === rule || host.endsWith(`.${rule}`)),
  };
}

/** The releases of one fleet under the names of the other's, so that findings compare. */
function renamed(fleet: Fleet, like: Fleet): Fleet {
  const version = like.populations[0]?.members[0]?.release.version ?? "";
  return {
    populations: fleet.populations.map((population) => ({
      ...population,
      members: population.members.map((member) => ({
        ...member,
        release: { ...member.release, version },
      })),
    })),
  };
}
