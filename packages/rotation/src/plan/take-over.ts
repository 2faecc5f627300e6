import type { Hostname, SpkiPin } from "@tlspin/core";

import { RotationFileError } from "../errors.ts";
import type { Instant } from "../instant.ts";
import type { NamedText } from "../named-text.ts";
import { edited } from "./effect.ts";
import { goalOf } from "./goal.ts";
import { namesFor, servedNow, startOfServing } from "./known-servers.ts";
import { type FoundRule, requirePinnedRule } from "./pinned-rule.ts";
import { requireServed } from "./require-served.ts";
import { type Rotation, type RotationKey, stateOf } from "./rotation.ts";
import { policyIn } from "./situation.ts";
import { caughtUp, newKeysIn, stateIn } from "./taken-keys.ts";

/** What a rotation is to begin from. */
export interface TakeOver {
  /** `pins.json`. */
  readonly policy: NamedText;
  /** `servers.json`. */
  readonly servers: NamedText;
  readonly host: Hostname;
  /** Keys that somebody has made, and that no policy names yet. */
  readonly reserves?: readonly NewKey[];
  /** The key to move to, by its name or pin. Left out, the first backup. */
  readonly to?: string;
  readonly rollOutDays?: number;
  readonly at: Instant;
  /** What `rotation.json` says so far. */
  readonly previous?: Rotation;
}

/** A key that was made. */
export interface NewKey {
  readonly name?: string;
  readonly spki: SpkiPin;
}

/**
 * Makes a rotation of what the files say: current pins that servers show are active, backups are
 * published, keys that nobody pins yet are in reserve. A rotation that is there goes on with them, and
 * takes over what was done to `pins.json` by hand.
 *
 * @throws {RotationFileError} The files do not tell.
 */
export function takeOver(wish: TakeOver): {
  readonly rotation: Rotation;
  readonly servers: NamedText;
} {
  const { host, at, reserves = [] } = wish;
  const policy = policyIn(wish.policy);
  const found = requirePinnedRule(wish.policy, host);
  const known = wish.previous?.keys ?? [];
  const news = newKeysIn(found, known, reserves);
  const names = namesFor(news, { known, reserves, servers: wish.servers });
  const servers = edited(wish.servers, startOfServing(wish.servers, { policy, found, names, at }));
  const keys = keysOf(wish, {
    found,
    news,
    names,
    served: servedNow(servers, { policy, host, at }),
  });
  if (keys.every((key) => stateOf(key) !== "active")) throw noneServed(wish);
  const rotation = { ...goalOf(wish, keys), host, keys };
  requireServed({ rotation, policy: wish.policy, servers, at });
  return { rotation, servers };
}

interface Evidence {
  readonly found: FoundRule;
  readonly news: ReturnType<typeof newKeysIn>;
  readonly names: ReadonlyMap<SpkiPin, string>;
  readonly served: ReadonlySet<SpkiPin>;
}

function keysOf(
  { policy, at: on, previous }: TakeOver,
  { found, news, names, served }: Evidence,
): readonly RotationKey[] {
  const { revision } = policyIn(policy);
  const known = (previous?.keys ?? []).map((key) => {
    return caughtUp(key, { state: stateIn(found, key.spki, served), on, revision }, policy);
  });
  const added = news.map(({ spki, at }): RotationKey => {
    const state = stateIn(found, spki, served) ?? "reserve";
    return { name: names.get(spki) ?? spki, spki, at, passed: [{ state, on, revision }] };
  });
  return [...known, ...added];
}

function noneServed({ servers, host }: TakeOver): RotationFileError {
  const message = `shows no key at ${host} that pins.json names among its current pins`;
  const hint =
    "say in it what servers show; if they moved to a backup, move that pin to pins first";
  return new RotationFileError(servers.name, [{ pointer: "/hosts", message, hint }]);
}
