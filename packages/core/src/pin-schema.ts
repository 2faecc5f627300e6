import * as v from "valibot";

import { CANONICAL_PIN, isCertificatePin, isSpkiPin } from "./pin.ts";
import type { DistrustedKey, Pin } from "./policy.ts";

/** A note, on policy, host and pin. */
export const NOTE: v.ExactOptionalSchema<
  v.GenericSchema<unknown, string>,
  undefined
> = v.exactOptional(
  v.pipe(v.string("must be text"), v.description("For people: JSON has no comments.")),
);

const pinText = v.pipe(
  v.string("must be text"),
  v.regex(CANONICAL_PIN, "is no pin: write sha256/ and the 44 base64 characters of a SHA-256"),
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

const spkiPin = v.object({ spki, at, note: NOTE }, "must be text or an object");
const certificatePin = v.object({ certificate, at, note: NOTE }, "must be text or an object");
const leafPin = v.pipe(
  spki,
  v.transform((text) => ({ spki: text, at: "leaf" as const })),
);

/** A pin: text, or an object of one of two kinds. */
export const PIN: v.GenericSchema<unknown, Pin> = v.lazy((input) => {
  if (typeof input === "string") return leafPin;
  return has(input, "certificate") ? certificatePin : spkiPin;
});

const distrustedSpki = v.object({ spki, note: NOTE }, "must be text or an object");
const distrustedCertificate = v.object({ certificate, note: NOTE }, "must be text or an object");
const distrustedText = v.pipe(
  spki,
  v.transform((text) => ({ spki: text })),
);

/** A distrusted key: text, or an object of one of two kinds. */
export const DISTRUSTED: v.GenericSchema<unknown, DistrustedKey> = v.lazy((input) => {
  if (typeof input === "string") return distrustedText;
  return has(input, "certificate") ? distrustedCertificate : distrustedSpki;
});

/** What each lazy schema may turn out to be, for the JSON Schema. */
export const FORMS: ReadonlyMap<v.GenericSchema, readonly v.GenericSchema[]> = new Map<
  v.GenericSchema,
  readonly v.GenericSchema[]
>([
  [PIN, [leafPin, spkiPin, certificatePin]],
  [DISTRUSTED, [distrustedText, distrustedSpki, distrustedCertificate]],
]);

/** The members that each form of a pin may have. */
export const PIN_KEYS: Readonly<Record<PinForm, readonly string[]>> = {
  spkiPin: Object.keys(spkiPin.entries),
  certificatePin: Object.keys(certificatePin.entries),
  distrustedSpki: Object.keys(distrustedSpki.entries),
  distrustedCertificate: Object.keys(distrustedCertificate.entries),
};

export type PinForm = "spkiPin" | "certificatePin" | "distrustedSpki" | "distrustedCertificate";

function has(input: unknown, key: string): boolean {
  return typeof input === "object" && input !== null && Object.hasOwn(input, key);
}
