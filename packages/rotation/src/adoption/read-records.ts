import * as v from "valibot";

import type { NamedText } from "../named-text.ts";
import { readFile } from "../read-file.ts";
import { RECORD } from "./record-schema.ts";
import type { AdoptionSample } from "./sample.ts";

/**
 * Reads a JSON list of objects with `date`, `version` or `revision`, and `users` or `share`.
 *
 * @throws {RotationFileError} It is another.
 */
export function readRecords(file: NamedText): readonly AdoptionSample[] {
  return readFile(RECORDS, file);
}

const RECORDS = v.array(RECORD, "must be a list");
