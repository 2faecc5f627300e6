import type { Forecast, KeyState, Passage, Rotation } from "@tlspin/rotation";
import type { PlannedStep } from "@tlspin/rotation/calendar";

import { dayOf, stepText, todoOf } from "./lines.ts";

/** What was done and what lies ahead, as `tlspin calendar --steps` reads it. */
export function calendarSteps(
  rotation: Rotation,
  { steps }: Pick<Forecast, "steps">,
): readonly PlannedStep[] {
  const done = rotation.keys.flatMap(({ name, passed }) =>
    lastOfEach(passed).map(({ state, on }) =>
      stepOf({ key: name, to: state, on, done: true }, rotation),
    ),
  );
  const ahead = steps.flatMap(({ key, to, on }) =>
    on === undefined ? [] : [stepOf({ key, to, on, done: false }, rotation)],
  );
  return [...done, ...ahead];
}

// A key that was brought back came into a state twice, and each step has one name.
function lastOfEach(passed: readonly Passage[]): readonly Passage[] {
  return [...new Map(passed.map((passage) => [passage.state, passage])).values()];
}

interface Dated {
  readonly key: string;
  readonly to: KeyState;
  readonly on: number;
  readonly done: boolean;
}

function stepOf({ key, to, on, done }: Dated, rotation: Rotation): PlannedStep {
  const spki = rotation.keys.find(({ name }) => name === key)?.spki;
  return {
    id: `${rotation.host} ${key} ${to}`,
    on: dayOf(on),
    title: `${rotation.host}: key ${stepText({ key, to })}`,
    ...(done ? {} : { todo: todoOf({ key, to }, rotation) }),
    host: rotation.host,
    ...(spki === undefined ? {} : { key: spki }),
    state: to,
    done,
  };
}
