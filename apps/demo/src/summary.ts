import { happeningOf } from "./happening.ts";
import { paint } from "./paint.ts";
import type { Outcome } from "./perform.ts";
import { isAttacker } from "./stage.ts";

/** The last lines: what happened in each step, and how many bytes an attacker got. */
export function summaryOf(outcomes: readonly Outcome[]): readonly string[] {
  const rows = rowsOf(outcomes);
  const head = rowText(["step", "client", "what happened", "bytes"]);
  const body = rows.map((row, index) =>
    rowText(row[0] === rows[index - 1]?.[0] ? blank(row) : row),
  );
  return ["", paint("bold", TITLE), "", paint("dim", head), ...body, "", conclusionOf(outcomes)];
}

/** Names each call that was not as the story says. */
export function complaintsOf(outcomes: readonly Outcome[]): readonly string[] {
  return outcomes.flatMap(({ step, observation, mismatches }) =>
    mismatches.map(
      (claim) => `step "${step.name}" was not as shown (${observation.client}): ${claim}`,
    ),
  );
}

type Row = readonly [step: string, who: string, happening: string, bytes: string];

// Clients of which the same is to be said share a row.
function rowsOf(outcomes: readonly Outcome[]): readonly Row[] {
  const rows = new Map<string, Outcome[]>();
  for (const outcome of outcomes) {
    const key = JSON.stringify([
      outcome.step.name,
      happeningOf(outcome.observation),
      bytesAt(outcome),
    ]);
    rows.set(key, [...(rows.get(key) ?? []), outcome]);
  }
  return [...rows.values()].flatMap((alike) => {
    const [first] = alike;
    if (first === undefined) return [];
    const who = alike.map(({ observation }) => observation.client).join(", ");
    return [[first.step.name, who, happeningOf(first.observation), bytesAt(first)] as const];
  });
}

// A step is named once, in its first row.
function blank([, ...rest]: Row): Row {
  return ["", ...rest];
}

function bytesAt({ step, observation }: Outcome): string {
  return isAttacker(step.road) ? String(observation.server.bytes) : "-";
}

function rowText(row: Row): string {
  const [step, who, happening, bytes] = row;
  return `  ${step.padEnd(17)} ${who.padEnd(16)} ${happening.padEnd(32)} ${bytes}`;
}

function conclusionOf(outcomes: readonly Outcome[]): string {
  const bad = new Set(outcomes.filter(({ mismatches }) => mismatches.length > 0).map(nameOf));
  if (bad.size > 0) return paint("red", `Not as shown: ${[...bad].join(", ")}`);
  const refused = outcomes.filter(({ scene }) => scene.expect.kind === "refused");
  const bytes = refused.reduce((sum, { observation }) => sum + observation.server.bytes, 0);
  return paint(
    "green",
    `${refused.length} calls were refused. The attackers received ${bytes} application bytes of them.`,
  );
}

function nameOf({ step }: Outcome): string {
  return step.name;
}

const TITLE = "In short, with the application bytes that the attacker received:";
