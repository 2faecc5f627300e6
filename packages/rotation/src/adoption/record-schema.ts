import type { Platform } from "@tlspin/formats";
import * as v from "valibot";

import type { Instant } from "../instant.ts";
import { INSTANT, NAME, PLATFORM } from "../parts.ts";
import type { AdoptionSample } from "./sample.ts";

const count = v.pipe(v.number("must be a number"), v.minValue(0, "must not be negative"));

const revision = v.pipe(v.number("must be a number"), v.integer("must be a whole number"));

/** One record of a table or list: what else it holds is not read. */
export const RECORD: v.GenericSchema<unknown, AdoptionSample> = v.pipe(
  v.object(
    {
      date: INSTANT,
      app: v.exactOptional(NAME),
      platform: v.exactOptional(PLATFORM),
      version: v.exactOptional(NAME),
      revision: v.exactOptional(revision),
      users: v.exactOptional(count),
      share: v.exactOptional(count),
    },
    "must be an object",
  ),
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    const release = releaseOf(dataset.value);
    const weight = dataset.value.users ?? dataset.value.share;
    if (release !== undefined && weight !== undefined)
      return sampleOf(dataset.value, release, weight);
    addIssue({ message: "must have a version or a revision, and users or a share" });
    return NEVER;
  }),
);

interface Read {
  readonly date: Instant;
  readonly app?: string;
  readonly platform?: Platform;
  readonly version?: string;
  readonly revision?: number;
}

function releaseOf(read: Read): AdoptionSample["release"] | undefined {
  if (read.version !== undefined) return { version: read.version };
  return read.revision === undefined ? undefined : { revision: read.revision };
}

function sampleOf(
  { date, app, platform }: Read,
  release: AdoptionSample["release"],
  weight: number,
): AdoptionSample {
  return {
    at: date,
    ...(app === undefined ? {} : { app }),
    ...(platform === undefined ? {} : { platform }),
    release,
    weight,
  };
}
