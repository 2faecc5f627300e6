import {
  canonicalHostname,
  type CertificatePin,
  isCertificatePin,
  type Hostname,
  HostnameError,
  isSpkiPin,
  type SpkiPin,
} from "@tlspin/core";
import { type Platform, PLATFORMS } from "@tlspin/formats";
import * as v from "valibot";

import { type Instant, instantOf } from "./instant.ts";

// Members that several of our files have.

const DATE_WANTED = "must be a day, such as 2027-06-30, or a moment, such as 2027-06-30T12:00:00Z";

/** A day or a moment, as {@link Instant}. */
export const INSTANT: v.GenericSchema<string, Instant> = v.pipe(
  v.string(DATE_WANTED),
  v.check((text) => !Number.isNaN(instantOf(text)), DATE_WANTED),
  v.transform(instantOf),
);

export const NAME: v.GenericSchema<string, string> = v.pipe(
  v.string("must be text"),
  v.regex(/^[\p{L}\p{N}][\p{L}\p{N} ._+-]{0,99}$/u, "must be a short name"),
);

export const NOTE: v.GenericSchema<string, string> = v.string("must be text");

export const PLATFORM: v.GenericSchema<Platform, Platform> = v.picklist(
  PLATFORMS,
  `must be one of ${PLATFORMS.join(", ")}`,
);

const PIN_WANTED = "must be a pin: sha256/ and the 44 base64 characters of a SHA-256";

// The pattern is for editors; what follows it gives the type.
const PIN_TEXT = v.pipe(
  v.string("must be text"),
  v.regex(/^sha256\/[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$/, PIN_WANTED),
);

export const CERTIFICATE: v.GenericSchema<string, CertificatePin> = v.pipe(
  PIN_TEXT,
  v.custom<CertificatePin>(
    (text) => typeof text === "string" && isCertificatePin(text),
    PIN_WANTED,
  ),
);

export const SPKI: v.GenericSchema<string, SpkiPin> = v.pipe(
  PIN_TEXT,
  v.custom<SpkiPin>((text) => typeof text === "string" && isSpkiPin(text), PIN_WANTED),
);

export const HOST: v.GenericSchema<string, Hostname> = v.pipe(
  v.string("must be text"),
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    try {
      return canonicalHostname(dataset.value);
    } catch (error) {
      if (!(error instanceof HostnameError)) throw error;
      addIssue({ message: error.message.replace(` [${error.code}]`, "") });
      return NEVER;
    }
  }),
);
