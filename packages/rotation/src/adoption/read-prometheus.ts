import * as v from "valibot";

import type { NamedText } from "../named-text.ts";
import { readFile } from "../read-file.ts";
import type { AdoptionSample } from "./sample.ts";

/**
 * Reads the answer of a Prometheus query (its HTTP API's instant vector or range matrix), saved to a
 * file. The label `version`, or else `revision`, says the release; `app` is read too.
 *
 * @throws {RotationFileError} It is another.
 */
export function readPrometheus(file: NamedText): readonly AdoptionSample[] {
  return readFile(ANSWER, file).data.result.flatMap(({ metric, value, values }) => {
    const release = releaseOf(metric);
    if (release === undefined) return [];
    const about = { ...(metric.app === undefined ? {} : { app: metric.app }), release };
    return [...(value === undefined ? [] : [value]), ...(values ?? [])].map(([seconds, count]) =>
      Object.assign({ at: Math.round(seconds * 1000), weight: weightOf(count) }, about),
    );
  });
}

function weightOf(count: string): number {
  const weight = Number(count);
  return Number.isFinite(weight) ? Math.max(0, weight) : 0;
}

function releaseOf(metric: Metric): AdoptionSample["release"] | undefined {
  const { version, revision } = metric;
  if (version !== undefined) return { version };
  return revision !== undefined && /^\d{1,15}$/.test(revision)
    ? { revision: Number(revision) }
    : undefined;
}

type Metric = v.InferOutput<typeof metricLabels>;

const metricLabels = v.object({
  version: v.exactOptional(v.string()),
  revision: v.exactOptional(v.string()),
  app: v.exactOptional(v.string()),
});

const sample = v.tuple([v.number("must be a time"), v.string("must be a number as text")]);

const ANSWER = v.object({
  data: v.object({
    resultType: v.picklist(["vector", "matrix"], 'must be "vector" or "matrix"'),
    result: v.array(
      v.object({
        metric: metricLabels,
        value: v.exactOptional(sample),
        values: v.exactOptional(v.array(sample)),
      }),
    ),
  }),
});
