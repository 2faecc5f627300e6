import type { Hostname, PinPosition, SpkiPin } from "@tlspin/core";
import * as v from "valibot";

import type { Instant } from "../instant.ts";
import { HOST, INSTANT, NAME, SPKI } from "../parts.ts";
import { KEY_STATES, type KeyState } from "./key-state.ts";

const passage = v.strictObject(
  {
    state: v.picklist(KEY_STATES, `must be one of ${KEY_STATES.join(", ")}`),
    on: v.pipe(INSTANT, v.description("When it came into this state (UTC).")),
    revision: v.pipe(
      v.number("must be a number"),
      v.safeInteger("must be a whole number"),
      v.description("The revision of pins.json from then on."),
    ),
  },
  "must be an object",
);

const key = v.strictObject(
  {
    name: v.pipe(NAME, v.description("What people call it, as servers.json does.")),
    spki: v.pipe(SPKI, v.description("The key's pin, as in pins.json.")),
    at: v.optional(v.picklist(["leaf", "ca"], "must be leaf or ca"), "leaf"),
    stolen: v.exactOptional(
      v.pipe(INSTANT, v.description("Since when somebody else may have its private half.")),
    ),
    passed: v.pipe(
      v.array(passage, "must be a list"),
      v.minLength(1, "must say what the key is"),
      v.description("What the key was, and last what it is."),
    ),
  },
  "must be an object",
);

/** `.tlspin/rotation.json`. */
export const ROTATION_FILE: v.GenericSchema<unknown, RotationEntries> = v.strictObject(
  {
    $schema: v.exactOptional(v.string("must be text")),
    version: v.pipe(v.literal(1, "must be 1"), v.description("The version of this file format.")),
    rotations: v.array(
      v.strictObject(
        {
          host: v.pipe(HOST, v.description("The host of a rule of pins.json.")),
          to: v.pipe(NAME, v.description("The key that servers are to show in the end.")),
          rollOutDays: v.pipe(
            v.number("must be a number"),
            v.minValue(0, "must not be negative"),
            v.description("How long servers take to change over."),
          ),
          keys: v.pipe(v.array(key, "must be a list"), v.minLength(1, "must list a key")),
        },
        "must be an object",
      ),
      "must be a list",
    ),
  },
  "must be an object",
);

/** The file as it is written. `INSTANT` and the defaults are read already. */
export interface RotationEntries {
  readonly $schema?: string;
  readonly version: 1;
  readonly rotations: readonly {
    readonly host: Hostname;
    readonly to: string;
    readonly rollOutDays: number;
    readonly keys: readonly KeyEntry[];
  }[];
}

export interface KeyEntry {
  readonly name: string;
  readonly spki: SpkiPin;
  readonly at: PinPosition;
  readonly stolen?: Instant;
  readonly passed: readonly {
    readonly state: KeyState;
    readonly on: Instant;
    readonly revision: number;
  }[];
}
