import * as v from "valibot";

import type { NamedText } from "../named-text.ts";
import { HOST, SPKI } from "../parts.ts";
import { KEY_STATES } from "../plan/key-state.ts";
import { readFile } from "../read-file.ts";
import { isDay } from "./day.ts";
import type { PlannedStep } from "./facts.ts";

/**
 * Reads a list of steps: `[{ "id": …, "on": "2027-02-03", "title": … }]`, each with a `todo`, a `host`,
 * the `key` that it is about, its `state` from then on, and whether it is `done`, where that is known.
 * A document that has the list in `steps` will do too, as `tlspin rotate plan --json` prints one.
 *
 * @throws {RotationFileError} It is no such list. Every problem is named, with its JSON Pointer.
 */
export function parseSteps(file: NamedText): readonly PlannedStep[] {
  return readFile(STEPS, file).map((each) => Object.assign(each, { from: file.name }));
}

const text = v.pipe(v.string("must be text"), v.nonEmpty("must not be empty"));

const step = v.strictObject(
  {
    id: text,
    on: v.pipe(v.string("must be text"), v.check(isDay, "must be a day, such as 2027-06-30")),
    title: text,
    todo: v.exactOptional(text),
    host: v.exactOptional(HOST),
    key: v.exactOptional(SPKI),
    state: v.exactOptional(
      v.picklist(KEY_STATES, "must be reserve, published, adopted, active, retired or destroyed"),
    ),
    done: v.exactOptional(v.boolean("must be true or false")),
  },
  "must be an object",
);

const LIST = v.pipe(
  v.array(step, "must be a list"),
  v.check(
    (steps) => new Set(steps.map(({ id }) => id)).size === steps.length,
    "names two steps with one id, so that one would replace the other in a calendar",
  ),
);

const DOCUMENT = v.pipe(
  v.object({ steps: LIST }, "must be a list"),
  v.transform(({ steps }) => steps),
);

const STEPS: v.GenericSchema<unknown, PlannedStep[]> = v.lazy((input) =>
  Array.isArray(input) ? LIST : DOCUMENT,
);
