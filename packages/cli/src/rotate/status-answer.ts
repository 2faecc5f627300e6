import {
  DAY,
  fleetOf,
  judgeStep,
  nextOf,
  parseServers,
  percentOf,
  simulate,
  type Simulation,
  type Situation,
  type Step,
} from "@tlspin/rotation";

import type { Answer } from "../answer.ts";
import { paint } from "../paint.ts";
import { printable } from "../printable.ts";
import { adoptionDocument, rotationDocument, safeDateDocument } from "./document.ts";
import { dayOf, keyLines, stepText } from "./lines.ts";
import { type RefusedStep, refusedLines, refusedStep } from "./refused-step.ts";
import type { UnderWay } from "./situation.ts";

/** Where a rotation stands: its keys, its next step, and who is cut off if nothing is done. */
export function statusAnswer({ situation, disagreements, files }: UnderWay): Answer {
  const asItIs = simulationOf(situation);
  const next = disagreements.length > 0 ? undefined : nextStep(situation);
  const isHarmless = isBelow(asItIs, situation.maxCutOff ?? 0);
  return {
    exitCode: disagreements.length > 0 || !isHarmless ? 1 : 0,
    document: {
      rotation: rotationDocument(situation.rotation),
      recovered: files.recovered,
      disagreements,
      next: next === undefined ? undefined : nextDocument(next),
      counterExample: asItIs.counterExample,
      adoption: adoptionDocument(situation),
    },
    text: [
      `Rotation of ${situation.rotation.host} to key ${printable(situation.rotation.to)}`,
      "",
      ...keyLines(situation.rotation),
      "",
      ...(next === undefined ? [] : nextLines(next, situation)),
      ...asItIsLines(asItIs),
      ...disagreements.map((each) => `${paint("red", "disagreement:")} ${printable(each)}`),
      summaryOf(disagreements, isHarmless),
    ].join("\n"),
  };
}

// As far as `tlspin simulate` looks.
function simulationOf({ evidence, servers, at }: Situation): Simulation {
  const until = at + 3 * 365 * DAY;
  return simulate({ fleet: fleetOf(evidence), servers: parseServers(servers), from: at, until });
}

function isBelow({ populations }: Simulation, maxCutOff: number): boolean {
  return populations.every(
    ({ cutOff, unpinned }) => cutOff.share <= maxCutOff && unpinned.share === 0,
  );
}

type NextStep =
  | { readonly kind: "complete" }
  | { readonly kind: "key-missing" }
  | { readonly kind: "step"; readonly step: Step; readonly refused: RefusedStep | undefined };

function nextStep(situation: Situation): NextStep {
  const next = nextOf(situation.rotation);
  if (next.kind !== "step") return next;
  const verdict = judgeStep(next.step, situation);
  const refused = verdict.allowed ? undefined : refusedStep(next.step, verdict, situation);
  return { ...next, refused };
}

function nextDocument(next: NextStep): object {
  if (next.kind !== "step") return { kind: next.kind };
  const { step, refused } = next;
  if (refused === undefined) return { kind: "step", ...step, allowed: true };
  const earliest = safeDateDocument(refused.earliest);
  return { kind: "step", ...step, allowed: false, verdict: refused.verdict, earliest };
}

function nextLines(next: NextStep, situation: Situation): readonly string[] {
  if (next.kind === "complete") return ["Next: nothing. The rotation is complete.", ""];
  if (next.kind === "key-missing") {
    return ["Next: a key is missing. tlspin key new, then tlspin rotate plan --reserve", ""];
  }
  const { step, refused } = next;
  if (refused === undefined) {
    return [
      `Next: ${stepText(step)}. ${paint("green", "Allowed")} on ${dayOf(situation.at)}: tlspin rotate advance`,
      "",
    ];
  }
  return [
    `Next: ${stepText(step)}. ${paint("yellow", "Not yet")} on ${dayOf(situation.at)}:`,
    ...refusedLines(refused, situation),
    "",
  ];
}

function asItIsLines({ counterExample, populations }: Simulation): readonly string[] {
  if (counterExample === undefined) return [];
  const worst = populations.map(({ cutOff, unpinned }) => Math.max(cutOff.share, unpinned.share));
  return [
    `As things stand, up to ${percentOf(Math.max(...worst))} are cut off or unpinned:`,
    `  ${printable(counterExample)}.`,
    "",
  ];
}

function summaryOf(disagreements: readonly string[], isHarmless: boolean): string {
  if (disagreements.length > 0) {
    return `${paint("red", "not clear:")} undo the change, or take it over: tlspin rotate plan`;
  }
  if (isHarmless) return `${paint("green", "safe:")} nobody is cut off as things stand.`;
  return `${paint("red", "not safe:")} users are cut off as things stand.`;
}
