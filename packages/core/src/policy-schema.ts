import * as v from "valibot";

import { readHostname } from "./hostname.ts";
import { NOTE, PIN, DISTRUSTED, PIN_KEYS, type PinForm } from "./pin-schema.ts";
import type { ExcludedHostRule, PinnedHostRule, Policy } from "./policy.ts";

// The schema says what one member may be; `parse-policy.ts` says what members may be together. Its
// output is checked against the types of `policy.ts`, which are written by hand.

/** Everything of a policy but its rules, which are parsed one by one. */
export type PolicyHead = Omit<Policy, "hosts">;

const host = v.pipe(
  v.string("must be text"),
  v.description(
    "A host name or IP address: no URL, no port, no wildcard; international names as xn--….",
  ),
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    const reading = readHostname(dataset.value);
    if (reading.hostname !== undefined) return reading.hostname;
    const message = `${JSON.stringify(dataset.value.slice(0, 80))} ${reading.problem}`;
    addIssue(reading.hint === undefined ? { message } : { message, expected: reading.hint });
    return NEVER;
  }),
);

const includeSubdomains = v.pipe(
  v.boolean("must be true or false"),
  v.description("Whether the rule covers every name below the host too, at any depth."),
);

const pins = v.optional(
  v.pipe(v.array(PIN, "must be a list"), v.description("The keys that are served now.")),
  [],
);

const pinnedRule = v.object(
  {
    host,
    includeSubdomains,
    mode: v.optional(
      v.pipe(
        v.picklist(["enforce", "report-only"], 'must be "enforce" or "report-only"'),
        v.description("Whether a mismatch is refused, or only reported."),
      ),
      "enforce",
    ),
    pins,
    backupPins: v.optional(
      v.pipe(
        v.array(PIN, "must be a list"),
        v.description("The keys to move to: in hand, and not served now (RFC 7469 §4.3)."),
      ),
      [],
    ),
    distrusted: v.optional(
      v.pipe(
        v.array(DISTRUSTED, "must be a list"),
        v.description("Keys that are refused whatever else matches: stolen ones."),
      ),
      [],
    ),
    expires: v.exactOptional(
      v.pipe(
        v.string("must be a date, such as 2027-06-30"),
        v.regex(/^\d{4}-\d{2}-\d{2}$/, "must be a date, such as 2027-06-30"),
        v.check(isDay, "is no day of the calendar"),
        v.description("The last day on which the pins count: UTC, inclusive."),
      ),
    ),
    onExpiry: v.optional(
      v.pipe(
        v.picklist(["reject", "unpin"], 'must be "reject" or "unpin"'),
        v.description('What becomes of the host after that day. "unpin" fails open.'),
      ),
      "reject",
    ),
    note: NOTE,
  },
  "must be an object",
);

const excludedRule = v.object(
  { host, includeSubdomains, exclude: v.literal(true, "must be true, or left out"), note: NOTE },
  "must be an object",
);

const head = {
  $schema: v.exactOptional(v.string("must be text")),
  version: v.pipe(v.literal(1, "must be 1"), v.description("The version of this file format.")),
  revision: v.pipe(
    v.number("must be a whole number"),
    v.safeInteger("must be a whole number"),
    v.minValue(0, "must not be negative"),
    v.description("Raise it with each change: a lower one is never accepted in its place."),
  ),
  issued: v.exactOptional(
    v.pipe(
      v.string("must be a time in UTC, such as 2026-11-01T00:00:00Z"),
      v.regex(
        /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,3})?Z$/,
        "must be a time in UTC, such as 2026-11-01T00:00:00Z",
      ),
      v.check(isInstant, "is no time of the calendar"),
      v.description("When the policy was made. A clock that shows an earlier time is wrong."),
    ),
  ),
  ownedDomains: v.exactOptional(
    v.pipe(
      v.array(host, "must be a list"),
      v.description(
        "The domains that you own: no rule is outside, and inside no host is unlisted.",
      ),
    ),
  ),
  minTls: v.optional(
    v.pipe(
      v.picklist(["1.2", "1.3"], 'must be "1.2" or "1.3"'),
      v.description("The lowest TLS version of a connection."),
    ),
    "1.2",
  ),
  unlistedHosts: v.pipe(
    v.picklist(["unpinned", "reject"], 'must be "unpinned" or "reject"'),
    v.description(
      "What becomes of a host that no rule covers: ordinary TLS validation, or rejection.",
    ),
  ),
  note: NOTE,
};

/** A rule that pins. */
export const PINNED_RULE: v.GenericSchema<unknown, PinnedHostRule> = pinnedRule;

/** A rule that excludes. */
export const EXCLUDED_RULE: v.GenericSchema<unknown, ExcludedHostRule> = excludedRule;

/** A policy without its rules. */
export const POLICY_HEAD: v.GenericSchema<unknown, PolicyHead> = v.pipe(
  v.object(head, "must be an object"),
  v.transform(withoutSchema),
);

/** The whole file, for the JSON Schema that editors read. */
export const POLICY_FILE: v.GenericSchema = v.object({
  ...head,
  hosts: v.pipe(v.array(v.union([pinnedRule, excludedRule])), v.minLength(1)),
});

/** The members that each object of the file may have. */
export const KNOWN_KEYS: Readonly<Record<KnownObject, readonly string[]>> = {
  policy: [...Object.keys(head), "hosts"],
  pinnedRule: [...Object.keys(pinnedRule.entries), "exclude"],
  excludedRule: Object.keys(excludedRule.entries),
  ...PIN_KEYS,
};

export type KnownObject = PinForm | "policy" | "pinnedRule" | "excludedRule";

function withoutSchema<File extends { $schema?: string }>(file: File): Omit<File, "$schema"> {
  const { $schema: _, ...rest } = file;
  return rest;
}

function isDay(text: string): boolean {
  return isReal(`${text}T00:00:00Z`, text);
}

function isInstant(text: string): boolean {
  return isReal(text, text.slice(0, 10));
}

/** `Date.parse` rolls 2026-02-30 over into March, so what it read is compared with what was written. */
function isReal(instant: string, day: string): boolean {
  const time = Date.parse(instant);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(day);
}
