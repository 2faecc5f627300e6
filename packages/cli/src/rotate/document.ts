import {
  type Exposure,
  fleetOf,
  type Rotation,
  type RotationKey,
  type SafeDate,
  type Situation,
  stateOf,
  textOfInstant,
} from "@tlspin/rotation";

/** A rotation, for programs. */
export function rotationDocument({ host, to, rollOutDays, keys }: Rotation): object {
  return { host, to, rollOutDays, keys: keys.map(keyDocument) };
}

/** One of its keys. */
export function keyDocument(key: RotationKey): object {
  const { name, spki, at, stolen, passed } = key;
  return {
    name,
    spki,
    at,
    state: stateOf(key),
    stolen: stolen === undefined ? undefined : textOfInstant(stolen),
    passed: passed.map(({ state, on, revision }) => ({ state, on: textOfInstant(on), revision })),
  };
}

/** Whether the shares of each app are measured or assumed. */
export function adoptionDocument({ evidence }: Situation): readonly object[] {
  return fleetOf(evidence).populations.map(({ app, platform, adoption }) => {
    const { source, description, unknown } = adoption;
    return { app, platform, source, description, unknown };
  });
}

export function safeDateDocument(safe: SafeDate | undefined): object | undefined {
  if (safe === undefined) return undefined;
  return { on: textOfInstant(safe.on), ifShipped: safe.ifShipped };
}

export function exposureDocument({ share, until }: Exposure): object {
  return { share, until: until === undefined ? undefined : textOfInstant(until) };
}
