import type { FleetMember } from "../src/index.ts";
import { DAY, type Instant, type Scenario } from "../src/index.ts";
import { ask, type Question } from "./oracle-platforms.ts";
import { hasUsers } from "./oracle-shares.ts";
import type { RandomScene } from "./random-scene.ts";

// The same question as `simulate`, answered the long way: at each moment, each release on each state
// is asked with each clock and in each zone. It shares no code with what it is compared to.

/** What may go wrong at a moment, as `outcome reason` by release and host. */
export type Moments = ReadonlyMap<string, ReadonlySet<string>>;

/** What may happen at one moment. */
export function troublesAt(scene: RandomScene, scenario: Scenario, at: Instant): Moments {
  const found = new Map<string, Set<string>>();
  for (const { version, question } of meetingsAt(scene, scenario, at)) {
    const answer = ask(question);
    if (answer.startsWith("connects")) continue;
    const place = `${version} ${question.host}`;
    found.set(place, (found.get(place) ?? new Set()).add(answer));
  }
  return found;
}

interface Meeting {
  readonly version: string;
  readonly question: Question;
}

/** Every way in which somebody may meet a server at a moment. */
function* meetingsAt(scene: RandomScene, scenario: Scenario, at: Instant): Generator<Meeting> {
  for (const { members, platform } of scenario.fleet.populations) {
    const zones = platform === "android" ? ZONES : [0];
    for (const { release, policy } of members.filter(isInUse)) {
      for (const { host, path } of pathsAt(scenario, platform, at)) {
        for (const clock of clocksAt(at, scenario.clockSkew ?? DAY)) {
          for (const zone of zones) {
            const question = { platform, policy, host, path, at, clock, zone };
            yield { version: release.version, question };
          }
        }
      }
    }
    function isInUse(_: FleetMember, index: number): boolean {
      return hasUsers(scene, members, index, at);
    }
  }
}

function pathsAt(
  { servers }: Scenario,
  platform: Question["platform"],
  at: Instant,
): readonly { readonly host: string; readonly path: readonly string[] }[] {
  return servers.hosts.flatMap(({ host, servings }) =>
    servings
      .filter(({ from, until }) => from <= at && at < until)
      .flatMap(({ paths }) => paths)
      .filter(({ platforms }) => platforms === undefined || platforms.includes(platform))
      .map(({ keys }) => ({ host, path: keys.map(({ spki }) => spki) })),
  );
}

function clocksAt(at: Instant, skew: number): readonly Instant[] {
  return skew === 0 ? [at] : [at - skew, at - skew / 2, at, at + skew / 2, at + skew];
}

const ZONES = [-12, -5, 0, 5.5, 14];
