import {
  type Emergency,
  type EmergencyChoice,
  emergencyEffect,
  emergencyOf,
  type Exposure,
  isWayOut,
  percentOf,
  type RotationKey,
} from "@tlspin/rotation";

import type { Answer } from "../answer.ts";
import { usageError } from "../command-error.ts";
import { paint } from "../paint.ts";
import { printable } from "../printable.ts";
import { adoptionDocument, exposureDocument, keyDocument, rotationDocument } from "./document.ts";
import { adoptionLines, dayOf, harmLines } from "./lines.ts";
import type { UnderWay } from "./situation.ts";

/** Lays out what can be done about a stolen key. */
export function emergencyAnswer(key: RotationKey, { situation }: UnderWay): Answer {
  const emergency = emergencyOf(key, situation);
  const ways = emergency.choices.filter(isWayOut);
  return {
    exitCode: ways.length > 0 ? 0 : 1,
    document: { ...documentOf(emergency), adoption: adoptionDocument(situation) },
    text: [
      `Key ${printable(key.name)} of ${situation.rotation.host} is stolen: ${key.spki}`,
      `${paint("bold", "Exposed:")} ${exposedText(emergency.exposed)}`,
      "",
      ...emergency.choices.flatMap(choiceLines),
      "That rests on what is known of the users:",
      ...adoptionLines(situation),
      "Revoke the key's certificates with their CA, whatever you choose.",
      "",
      summaryOf(ways),
    ].join("\n"),
  };
}

/**
 * Carries one of the choices out.
 *
 * @throws {CommandError} There is no such choice, or it cannot be carried out.
 */
export async function remedyAnswer(
  key: RotationKey,
  id: string,
  { situation, files }: UnderWay,
): Promise<Answer> {
  const { choices } = emergencyOf(key, situation);
  const choice = choices.find((each) => each.id === id);
  const ids = choices.map((each) => each.id).join(", ");
  if (choice === undefined) throw usageError(`${id} is no choice here`, `choose one of: ${ids}`);
  if (choice.problem !== undefined) throw usageError(`${id}: ${choice.problem}`, "see the choices");
  if (!isWayOut(choice)) return refusedRemedy(choice);
  const effect = emergencyEffect(key, choice.remedy, situation);
  const written = await files.save(effect);
  return {
    exitCode: 0,
    document: {
      choice: choiceDocument(choice),
      written,
      rotation: rotationDocument(effect.rotation),
    },
    text: [
      ...written.map((path) => `Written: ${printable(path)}`),
      ...TODO[choice.remedy.kind],
      `${paint("green", "done:")} ${id}. Then: tlspin rotate status`,
    ].join("\n"),
  };
}

function refusedRemedy(choice: EmergencyChoice): Answer {
  return {
    exitCode: 1,
    document: { choice: choiceDocument(choice), written: [] },
    text: [
      ...choiceLines(choice),
      `${paint("red", "refused:")} nothing was written. --max-cut-off says how many may be cut off.`,
    ].join("\n"),
  };
}

function documentOf({ key, exposed, choices }: Emergency): object {
  return {
    key: keyDocument(key),
    exposed: exposureDocument(exposed),
    choices: choices.map(choiceDocument),
  };
}

function choiceDocument(choice: EmergencyChoice): object {
  const { id, remedy, verdict, problem, exposed } = choice;
  return {
    id,
    remedy,
    wayOut: isWayOut(choice),
    verdict,
    problem,
    exposed: exposureDocument(exposed),
  };
}

function choiceLines(choice: EmergencyChoice): readonly string[] {
  const { id, remedy, verdict, problem, exposed } = choice;
  const what = WHAT[remedy.kind](remedy.kind === "switch" ? printable(remedy.to) : "");
  return [
    `${paint("bold", printable(id))}  ${what}`,
    ...(problem === undefined ? [] : [`  Cannot be done: ${printable(problem)}.`]),
    ...(verdict === undefined ? [] : harmOrNone(verdict)),
    ...(problem === undefined && remedy.kind !== "wait" ? [`  ${untilText(exposed)}`] : []),
    "",
  ];
}

function harmOrNone(verdict: NonNullable<EmergencyChoice["verdict"]>): readonly string[] {
  const lines = harmLines(verdict);
  return lines.length > 0 ? lines : ["  Cuts nobody off."];
}

function exposedText({ share }: Exposure): string {
  return `${percentOf(share)} of an app's users accept it, and so whoever has it.`;
}

function untilText({ until }: Exposure): string {
  if (until === undefined) return "Who has an old release stays exposed; no end is in sight.";
  return `Who has an old release stays exposed, the last of them until ${dayOf(until)}.`;
}

function summaryOf(ways: readonly EmergencyChoice[]): string {
  const [best] = ways;
  if (best === undefined) {
    return `${paint("red", "no way out")} cuts off as few as --max-cut-off allows. Choose, and raise it.`;
  }
  return `${paint("green", "a way out:")} tlspin rotate emergency --choose ${best.id}, with the flags of this run`;
}

type Kind = EmergencyChoice["remedy"]["kind"];

const WHAT: Readonly<Record<Kind, (to: string) => string>> = {
  switch: (to) => `servers show key ${to} now; the policy distrusts the stolen one`,
  distrust: () => "the policy distrusts the stolen key; servers stay as they are",
  wait: () => "nothing is done",
};

const TODO: Readonly<Record<Kind, readonly string[]>> = {
  switch: [
    "To do: 1. make every server use the new key, now",
    "       2. ship the policy in each app, and record it: tlspin release add",
    "       3. end the old releases as soon as you can: tlspin release add --ended",
  ],
  distrust: [
    "To do: 1. ship the policy in each app, and record it: tlspin release add",
    "       2. end the old releases as soon as you can: tlspin release add --ended",
  ],
  wait: [],
};
