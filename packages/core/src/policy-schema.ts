import * as v from "valibot";

import { readHostname } from "./hostname.ts";
import { isCertificatePin, isSpkiPin } from "./pin.ts";
import type { ExcludedHostRule, PinnedHostRule, Policy } from "./policy.ts";

// The schema says what one member may be; `parse-policy.ts` says what members may be together. Its
// output is checked against the types of `policy.ts`, which are written by hand.

/** Everything of a policy but its rules, which are parsed one by one. */
export type PolicyHead = Omit<Policy, "hosts">;

const note = v.exactOptional(
  v.pipe(v.string("must be text"), v.description("For people: JSON has no comments.")),
);

const host = v.pipe(
  v.string("must be text"),
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    const reading = readHostname(dataset.value);
    if (reading.hostname !== undefined) return reading.hostname;
    const message = `${JSON.stringify(dataset.value.slice(0, 80))} ${reading.problem}`;
    addIssue(reading.hint === undefined ? { message } : { message, expected: reading.hint });
    return NEVER;
  }),
  v.description(
    "A host name or IP address. No URL, no port, no wildcard; international names as xn--….",
  ),
);

// 32 bytes in canonical base64: the 43rd character carries 4 bits, so its last 2 are zero.
const pinText = v.pipe(
  v.string("must be text"),
  v.regex(
    /^sha256\/[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$/,
    "is no pin: write sha256/ and the 44 base64 characters of a SHA-256",
  ),
);

const spki = v.pipe(
  pinText,
  v.guard(isSpkiPin),
  v.description(
    "SHA-256 of a SubjectPublicKeyInfo (RFC 7469): survives renewal under the same key.",
  ),
);

const certificate = v.pipe(
  pinText,
  v.guard(isCertificatePin),
  v.description("SHA-256 of a whole certificate: dies at the next renewal."),
);

const at = v.optional(
  v.pipe(
    v.picklist(["leaf", "ca"], 'must be "leaf" or "ca"'),
    v.description(
      "Where the key must stand: the server's own, or a CA that soundly vouches for it.",
    ),
  ),
  "leaf",
);

const spkiPin = v.object({ spki, at, note }, "must be text or an object");
const certificatePin = v.object({ certificate, at, note }, "must be text or an object");
const leafPin = v.pipe(
  spki,
  v.transform((text) => ({ spki: text, at: "leaf" as const })),
);

const pin = v.lazy((input) => {
  if (typeof input === "string") return leafPin;
  return has(input, "certificate") ? certificatePin : spkiPin;
});

const distrustedSpki = v.object({ spki, note }, "must be text or an object");
const distrustedCertificate = v.object({ certificate, note }, "must be text or an object");
const distrustedText = v.pipe(
  spki,
  v.transform((text) => ({ spki: text })),
);

const distrustedKey = v.lazy((input) => {
  if (typeof input === "string") return distrustedText;
  return has(input, "certificate") ? distrustedCertificate : distrustedSpki;
});

const includeSubdomains = v.pipe(
  v.boolean("must be true or false"),
  v.description("Whether the rule covers every name below the host too, at any depth."),
);

const pins = v.optional(
  v.pipe(v.array(pin, "must be a list"), v.description("The keys that are served now.")),
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
        v.array(pin, "must be a list"),
        v.description("The keys to move to: in hand, and not served now (RFC 7469 §4.3)."),
      ),
      [],
    ),
    distrusted: v.optional(
      v.pipe(
        v.array(distrustedKey, "must be a list"),
        v.description("Keys that are refused whatever else matches: stolen ones."),
      ),
      [],
    ),
    expires: v.exactOptional(
      v.pipe(
        v.string("must be a date, such as 2027-06-30"),
        v.check(isDay, "must be a date, such as 2027-06-30"),
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
    note,
  },
  "must be an object",
);

const excludedRule = v.object(
  { host, includeSubdomains, exclude: v.literal(true, "must be true, or left out"), note },
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
      v.check(isInstant, "must be a time in UTC, such as 2026-11-01T00:00:00Z"),
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
  note,
};

/** A rule that pins. */
export const PINNED_RULE: v.GenericSchema<unknown, PinnedHostRule> = pinnedRule;

/** A rule that excludes. */
export const EXCLUDED_RULE: v.GenericSchema<unknown, ExcludedHostRule> = excludedRule;

/** A policy without its rules. */
export const POLICY_HEAD: v.GenericSchema<unknown, PolicyHead> = v.pipe(
  v.object(head, "must be an object"),
  v.transform(({ $schema: _, ...rest }) => rest),
);

/** The whole file, for the JSON Schema that editors read. */
export const POLICY_FILE: v.GenericSchema = v.object({
  ...head,
  hosts: v.array(v.union([pinnedRule, excludedRule])),
});

/** What each lazy schema may turn out to be, for the JSON Schema. */
export const FORMS: ReadonlyMap<v.GenericSchema, readonly v.GenericSchema[]> = new Map<
  v.GenericSchema,
  readonly v.GenericSchema[]
>([
  [pin, [leafPin, spkiPin, certificatePin]],
  [distrustedKey, [distrustedText, distrustedSpki, distrustedCertificate]],
]);

/** The members that each object of the file may have. */
export const KNOWN_KEYS: Readonly<Record<KnownObject, readonly string[]>> = {
  policy: [...Object.keys(head), "hosts"],
  pinnedRule: [...Object.keys(pinnedRule.entries), "exclude"],
  excludedRule: Object.keys(excludedRule.entries),
  spkiPin: Object.keys(spkiPin.entries),
  certificatePin: Object.keys(certificatePin.entries),
  distrustedSpki: Object.keys(distrustedSpki.entries),
  distrustedCertificate: Object.keys(distrustedCertificate.entries),
};

export type KnownObject =
  | "policy"
  | "pinnedRule"
  | "excludedRule"
  | "spkiPin"
  | "certificatePin"
  | "distrustedSpki"
  | "distrustedCertificate";

function has(input: unknown, key: string): boolean {
  return typeof input === "object" && input !== null && Object.hasOwn(input, key);
}

function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && isRealDate(`${text}T00:00:00Z`, text);
}

function isInstant(text: string): boolean {
  return (
    /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,3})?Z$/.test(text) &&
    isRealDate(text, text.slice(0, 10))
  );
}

/** `Date.parse` rolls 2026-02-30 over into March, so what it read is compared with what was written. */
function isRealDate(instant: string, day: string): boolean {
  const time = Date.parse(instant);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(day);
}
