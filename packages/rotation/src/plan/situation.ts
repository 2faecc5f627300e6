import { parsePolicyText, type Policy, PolicyError } from "@tlspin/core";

import { RotationFileError } from "../errors.ts";
import type { FleetEvidence } from "../fleet.ts";
import type { Instant } from "../instant.ts";
import type { NamedText } from "../named-text.ts";
import type { Rotation } from "./rotation.ts";

/** What a step is judged by: the files as they are, who is in the field, and the time. */
export interface Situation {
  readonly rotation: Rotation;
  /** `pins.json`. */
  readonly policy: NamedText;
  /** `servers.json`. */
  readonly servers: NamedText;
  readonly evidence: FleetEvidence;
  readonly at: Instant;
  /** How far a device's clock may be off, either way, in milliseconds. Left out, one day. */
  readonly clockSkew?: number;
  /** The share of users, from 0 to 1, that may be cut off all the same. Left out, nobody. */
  readonly maxCutOff?: number;
}

/**
 * Reads the policy that a rotation is about.
 *
 * @throws {RotationFileError} It is not valid. Every problem is named.
 */
export function policyIn({ name, text }: NamedText): Policy {
  try {
    return parsePolicyText(text);
  } catch (error) {
    throw error instanceof PolicyError ? new RotationFileError(name, error.problems) : error;
  }
}
