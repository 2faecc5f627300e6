import { RotationFileError } from "../errors.ts";
import type { NamedText } from "../named-text.ts";
import { type LogOptions, readLog } from "./read-log.ts";
import { readPrometheus } from "./read-prometheus.ts";
import { readRecords } from "./read-records.ts";
import { readTable } from "./read-table.ts";
import type { AdoptionSample } from "./sample.ts";

/** The forms in which adoption may come. */
export type AdoptionFormat = "csv" | "json" | "prometheus" | "log";

/**
 * Reads who has which release from a text: a CSV table, a JSON list, the saved answer of a Prometheus
 * query, or the lines of an access log. Only counts are kept, nothing of a user.
 *
 * @throws {RotationFileError} The text is none of that, or counts nobody.
 */
export function readAdoption(
  file: NamedText,
  { format = formatOf(file), ...options }: LogOptions & { readonly format?: AdoptionFormat },
): readonly AdoptionSample[] {
  const samples = READERS[format](file, options);
  if (samples.some(({ weight }) => weight > 0)) return samples;
  const message = "counts nobody";
  throw new RotationFileError(file.name, [{ pointer: "", message, hint: HINTS[format] }]);
}

function formatOf({ name, text }: NamedText): AdoptionFormat {
  const start = text.trimStart();
  if (start.startsWith("[{") || start.startsWith("[\n") || start.startsWith("[ ")) return "json";
  if (start.startsWith("{") && start.includes('"resultType"')) return "prometheus";
  if (name.endsWith(".csv") || /^\W?(?:date|version|app|revision)\W/i.test(start)) return "csv";
  return "log";
}

const READERS: Readonly<
  Record<AdoptionFormat, (file: NamedText, options: LogOptions) => readonly AdoptionSample[]>
> = { csv: readTable, json: readRecords, prometheus: readPrometheus, log: readLog };

const HINTS: Readonly<Record<AdoptionFormat, string>> = {
  csv: "name the columns date, version (or revision) and users (or share) in the first line",
  json: "write a list of objects with date, version (or revision) and users (or share)",
  prometheus: "let the query keep a label version or revision",
  log: "log the Tlspin-Revision header, or give a pattern with the group version or revision",
};
