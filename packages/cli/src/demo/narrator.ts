import { paint } from "../paint.ts";
import { cellOfAll } from "./cell.ts";
import { type Columns, columnsOf } from "./columns.ts";
import { fill, fillEach } from "./layout.ts";
import type { Audience, Outcome } from "./perform.ts";
import type { Gap, Runtime } from "./runtime.ts";
import type { Stage } from "./stage.ts";
import type { Scene, Step } from "./story.ts";

/** Who plays, and who is missing. */
export interface Playbill {
  readonly stage: Stage;
  /** The file of the policy, for the reader. */
  readonly pins: string;
  readonly runtimes: readonly Runtime[];
  readonly gaps: readonly Gap[];
}

/** Introduces who plays, and tells the story on standard output while it happens. */
export function narratorOf(playbill: Playbill): Audience {
  tellIntroduction(playbill);
  const columns = columnsOf(
    playbill.runtimes.map(({ name }) => name),
    playbill.gaps,
  );
  return {
    stepBegins: (step, index) => tellStep(step, index, columns),
    sceneBegins: tellScene,
    clientEnded: (client, outcomes) => tellClient(client, outcomes, columns),
    sceneEnded: tellEnd,
  };
}

function tellIntroduction({ stage, pins, runtimes, gaps }: Playbill): void {
  say(paint("bold", "tlspin demo: a service, its API, and an attacker between them"), "");
  introduce("API", `${stage.url}, a real TLS server`);
  introduce("Policy", `${pins}: fingerprints (pins) of its key and a backup key`);
  introduce("Attacker", "a real TLS server between them; the client trusts the CA it uses");
  introduce("Clients", "services that send it a token");
  for (const { name, program, clients } of runtimes) {
    introduce("", `${name}: ${program}, ${clients.join(", ")}`);
  }
  for (const { name, reason } of gaps) introduce("", `${name}: not here, ${reason}`);
  say("");
}

function introduce(who: string, what: string): void {
  const [first = "", ...rest] = fill(what, HANG);
  say(`  ${who}`.padEnd(HANG.length) + first.slice(HANG.length), ...rest);
}

function tellStep({ title, tells }: Step, index: number, columns: Columns): void {
  say(paint("bold", `${index + 1}. ${title}`), ...fill(tells, "   "), "", columns.head);
}

function tellScene(scene: Scene): void {
  if (scene.says !== undefined) say(...fill(scene.says, "   "));
}

function tellClient(client: string, outcomes: readonly Outcome[], columns: Columns): void {
  say(columns.row(client, (name) => cellOfAll(outcomes.filter(({ runtime }) => runtime === name))));
  for (const { runtime, mismatches } of outcomes) {
    for (const mismatch of mismatches)
      say(paint("red", `   NOT AS SHOWN in ${runtime}: ${mismatch}`));
  }
}

function tellEnd(outcomes: readonly Outcome[]): void {
  const tokens = outcomes.flatMap(({ observation }) => observation.server.tokens);
  for (const token of new Set(tokens)) {
    say("", `   The attacker reads: ${paint("red", `Authorization: Bearer ${token}`)}`);
  }
  const pins = outcomes.map(({ observation }) => observation.result.verdict?.pin?.pin);
  for (const pin of new Set(pins)) {
    if (pin !== undefined) say("", `   Its pin: ${paint("dim", pin)}`);
  }
  tellMessages(outcomes);
  say("");
}

function tellMessages(outcomes: readonly Outcome[]): void {
  const messages = new Set(outcomes.map(messageOf));
  messages.delete(undefined);
  for (const message of messages) {
    const alike = outcomes.filter((outcome) => messageOf(outcome) === message);
    const runtimes = new Set(alike.map(({ runtime }) => runtime));
    const shared = messages.size === 1 && alike.length > 1;
    const where = shared
      ? "The error, the same from each client:"
      : `The error in ${[...runtimes].join(" and ")}:`;
    say("", ...fill(where, "   "), ...fillEach(message ?? "", "   | "));
  }
}

function messageOf({ observation }: Outcome): string | undefined {
  return observation.result.message;
}

function say(...lines: readonly string[]): void {
  for (const line of lines) process.stdout.write(`${line}\n`);
}

const HANG = " ".repeat(12);
