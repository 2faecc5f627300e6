import { paint } from "../paint.ts";
import { cellOfAll } from "./cell.ts";
import { type Columns, columnsOf } from "./columns.ts";
import { fill } from "./layout.ts";
import type { Outcome } from "./perform.ts";
import type { Gap } from "./runtime.ts";
import type { Scene } from "./story.ts";

/** The last lines: what happened in each step, with the runtimes side by side. */
export function summaryOf(outcomes: readonly Outcome[], gaps: readonly Gap[]): readonly string[] {
  return [
    paint("bold", TITLE),
    "",
    ...tableOf(outcomes, gaps),
    "",
    ...gaps.flatMap(({ name, reason }) => fill(`${name} is not here: ${reason}.`, "", "  ")),
    ...conclusionOf(outcomes),
  ];
}

/** Names each call that was not as the story says. */
export function complaintsOf(outcomes: readonly Outcome[]): readonly string[] {
  return outcomes.flatMap(({ step, runtime, observation, mismatches }) =>
    mismatches.map(
      (claim) =>
        `step "${step.name}" was not as shown in ${runtime} (${observation.client}): ${claim}`,
    ),
  );
}

function tableOf(outcomes: readonly Outcome[], gaps: readonly Gap[]): readonly string[] {
  const columns = columnsOf([...new Set(outcomes.map(({ runtime }) => runtime))], gaps);
  const lines = [columns.head];
  for (const [index, step] of [...new Set(outcomes.map((outcome) => outcome.step))].entries()) {
    lines.push(`${index + 1}. ${step.name}`);
    for (const scene of step.scenes) lines.push(rowOf(scene, outcomes, columns));
  }
  return lines;
}

function rowOf(scene: Scene, outcomes: readonly Outcome[], columns: Columns): string {
  const ofScene = outcomes.filter((outcome) => outcome.scene === scene);
  const label = scene.by === "service" ? "tlspin" : scene.by;
  return columns.row(label, (name) => cellOfAll(ofScene.filter(({ runtime }) => runtime === name)));
}

function conclusionOf(outcomes: readonly Outcome[]): readonly string[] {
  const bad = outcomes.filter(({ mismatches }) => mismatches.length > 0);
  if (bad.length > 0) {
    const places = new Set(bad.map(({ step, runtime }) => `${step.name} in ${runtime}`));
    return [...places].map((place) => paint("red", `Not as shown: ${place}`));
  }
  const refused = outcomes.filter(({ scene }) => scene.expect.kind === "refused");
  const bytes = refused.reduce((sum, { observation }) => sum + observation.server.bytes, 0);
  const lines = [
    `${refused.length} calls were refused.`,
    `The attackers received ${bytes} application bytes of them.`,
  ];
  return [paint("green", lines.join(" "))];
}

const TITLE = "In short, with the application bytes that the attacker received:";
