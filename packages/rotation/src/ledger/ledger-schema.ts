import type { Platform } from "@tlspin/formats";
import * as v from "valibot";

import type { Instant } from "../instant.ts";
import { INSTANT, NAME, NOTE, PLATFORM } from "../parts.ts";

const release = v.strictObject(
  {
    app: v.pipe(NAME, v.description("The app, by the name that you give it.")),
    platform: v.optional(
      v.pipe(
        PLATFORM,
        v.description("Which system matches its pins. Left out, tlspin itself does."),
      ),
      "tlspin",
    ),
    version: v.pipe(NAME, v.description("The version that users see.")),
    policy: v.pipe(
      v.string("must be text"),
      v.regex(/^[0-9a-f]{64}$/, "must be a SHA-256 in 64 hexadecimal digits"),
      v.description("The SHA-256 of its policy, which lies in policies/ under this name."),
    ),
    released: v.pipe(INSTANT, v.description("When it reached the first users (UTC).")),
    ended: v.exactOptional(
      v.pipe(INSTANT, v.description("From when nobody can use it any more (UTC).")),
    ),
    note: v.exactOptional(NOTE),
  },
  "must be an object",
);

/** `.tlspin/releases.json`. */
export const LEDGER_FILE: v.GenericSchema<unknown, LedgerFile> = v.strictObject(
  {
    $schema: v.exactOptional(v.string("must be text")),
    version: v.pipe(v.literal(1, "must be 1"), v.description("The version of this file format.")),
    releases: v.pipe(
      v.array(release, "must be a list"),
      v.description("Every version of an app that reached users, in the order of recording."),
    ),
  },
  "must be an object",
);

export interface LedgerFile {
  readonly $schema?: string;
  readonly version: 1;
  readonly releases: readonly {
    readonly app: string;
    readonly platform: Platform;
    readonly version: string;
    readonly policy: string;
    readonly released: Instant;
    readonly ended?: Instant;
    readonly note?: string;
  }[];
}
