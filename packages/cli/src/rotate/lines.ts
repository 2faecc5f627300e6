import {
  fleetOf,
  type KeyState,
  percentOf,
  type Rotation,
  type RotationKey,
  type Situation,
  stateOf,
  type Step,
  type StepVerdict,
  textOfInstant,
} from "@tlspin/rotation";

import { paint } from "../paint.ts";
import { printable } from "../printable.ts";

/** The keys of a rotation and their states, for people. */
export function keyLines({ keys }: Rotation): readonly string[] {
  return [paint("bold", "Keys"), ...keys.flatMap(linesOfKey)];
}

function linesOfKey(key: RotationKey): readonly string[] {
  const last = key.passed.at(-1) ?? key.passed[0];
  const stolen = key.stolen === undefined ? "" : paint("red", ", stolen");
  return [
    `  ${key.name}  ${stateOf(key)} since ${dayOf(last.on)}${stolen}`,
    `     ${key.spki}${key.at === "ca" ? " (a CA's)" : ""}`,
  ];
}

/** What the days and shares rest on: one line for each app. */
export function adoptionLines({ evidence }: Situation): readonly string[] {
  return fleetOf(evidence).populations.map(({ app, platform, adoption }) => {
    const name = platform === "tlspin" ? app : `${app} (${platform})`;
    return `  ${printable(name)}: ${printable(adoption.description)}`;
  });
}

/** Whom a step cuts off, and by what. */
export function harmLines(verdict: StepVerdict): readonly string[] {
  const { cutOff, unpinned, unknown, counterExample } = verdict;
  return [
    ...(counterExample === undefined ? [] : [`  ${printable(counterExample)}.`]),
    ...(cutOff === 0 ? [] : [`  Cut off: ${percentOf(cutOff)} of an app's users at most.`]),
    ...(unpinned === 0 ? [] : [`  Unpinned: ${percentOf(unpinned)} of an app's users at most.`]),
    ...(unknown === 0
      ? []
      : [`  Not judged: ${percentOf(unknown)} have releases that were not recorded.`]),
  ];
}

/** A step in a few words: `B becomes active`. */
export function stepText({ key, to }: Step): string {
  return `${printable(key)} becomes ${to}`;
}

/** What a person does once a step was taken. */
export function todoOf({ key, to }: Step, rotation: Rotation): string {
  return TODO[to](printable(key), rotation);
}

/** A moment as its day. */
export function dayOf(instant: number): string {
  return textOfInstant(instant).slice(0, 10);
}

const SHIP = "ship the policy in each app, and record it: tlspin release add";

const TODO: Readonly<Record<KeyState, (key: string, rotation: Rotation) => string>> = {
  reserve: (key) => `keep key ${key} in a safe place`,
  published: () => SHIP,
  adopted: () => SHIP,
  active: (key, { host, rollOutDays }) => {
    const within = rollOutDays === 0 ? "today" : `within ${rollOutDays} days`;
    return `make every server of ${host} use key ${key}, ${within}; then tlspin key verify`;
  },
  retired: () => SHIP,
  destroyed: (key) => `destroy the private half of key ${key}, wherever it is kept`,
};
