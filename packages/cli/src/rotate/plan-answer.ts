import { forecastOf, type Forecast, type ForecastStep, type Situation } from "@tlspin/rotation";

import type { Answer } from "../answer.ts";
import { paint } from "../paint.ts";
import { printable } from "../printable.ts";
import { calendarSteps } from "./calendar-steps.ts";
import { adoptionDocument, rotationDocument } from "./document.ts";
import { adoptionLines, dayOf, keyLines, stepText, todoOf } from "./lines.ts";

/** The way to the end of a rotation, with the files that were written. */
export function planAnswer(situation: Situation, written: readonly string[]): Answer {
  const forecast = forecastOf(situation);
  const { rotation } = situation;
  return {
    exitCode: forecast.keyMissing ? 1 : 0,
    document: {
      rotation: rotationDocument(rotation),
      adoption: adoptionDocument(situation),
      steps: calendarSteps(rotation, forecast),
      undated: forecast.steps
        .filter(({ on }) => on === undefined)
        .map(({ key, to }) => ({ key, to })),
      keyMissing: forecast.keyMissing,
      written,
    },
    text: [
      `Rotation of ${rotation.host} to key ${printable(rotation.to)}`,
      "",
      ...keyLines(rotation),
      "",
      ...stepLines(forecast, situation),
      ...(forecast.keyMissing ? [...MISSING, ""] : []),
      ...written.map((path) => `Written: ${printable(path)}`),
      summaryOf(forecast),
    ].join("\n"),
  };
}

function stepLines({ steps }: Forecast, situation: Situation): readonly string[] {
  if (steps.length === 0) return [];
  return [
    paint("bold", "Steps, each on the first day on which it is safe"),
    ...steps.flatMap((step) => linesOfStep(step, situation)),
    "",
    "These days rest on what is known of the users:",
    ...adoptionLines(situation),
    "and on each app shipping the policy on the day on which it changes.",
    "",
  ];
}

function linesOfStep(step: ForecastStep, { rotation }: Situation): readonly string[] {
  const day = step.on === undefined ? "not known " : dayOf(step.on);
  return [
    `  ${day}  ${paint("bold", stepText(step))}, revision ${step.revision}`,
    `              ${todoOf(step, rotation)}`,
  ];
}

function summaryOf({ steps, keyMissing }: Forecast): string {
  if (keyMissing) return `${paint("yellow", "not complete:")} a key is missing.`;
  const [first] = steps;
  if (first === undefined) return `${paint("green", "complete:")} nothing is left to do.`;
  const last = steps.at(-1)?.on;
  const end = last === undefined ? "no end is in sight" : `the end is ${dayOf(last)}`;
  return `${paint("green", "planned:")} ${steps.length} steps, ${end}. Next: tlspin rotate advance`;
}

const MISSING = [
  paint("yellow", "A key is missing: once the next key is in use, a backup has to remain."),
  "  tlspin key new NAME, and then",
  "  tlspin rotate plan --reserve .tlspin/keys/NAME.csr.pem",
];
