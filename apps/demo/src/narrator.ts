import { happeningOf } from "./happening.ts";
import { fill, fillEach } from "./layout.ts";
import { paint } from "./paint.ts";
import type { Audience, Outcome } from "./perform.ts";
import type { Stage } from "./stage.ts";
import { isAttacker } from "./stage.ts";
import type { Scene, Step } from "./story.ts";

/** Tells the story on standard output. */
export const NARRATOR: Audience = {
  stepBegins: tellStep,
  sceneBegins: tellScene,
  callEnded: tellCall,
  sceneEnded: tellEnd,
};

/** Introduces who plays. */
export function tellIntroduction(stage: Stage, runtime: string): void {
  const lines = [
    ["Client", `apps/service-node, a ${runtime} service that sends a token`],
    ["", "through fetch, axios and ws (WebSocket)"],
    ["API", `${stage.url}, a real TLS server`],
    ["Policy", "apps/pins.json: fingerprints (pins) of its key and a backup key"],
    ["Attacker", "a real TLS server between them; the client trusts the CA it uses"],
  ] as const;
  say(paint("bold", "tlspin demo: a service, its API, and an attacker between them"), "");
  for (const [who, what] of lines) say(`  ${who.padEnd(10)}${what}`);
}

function tellStep(step: Step, index: number): void {
  say("", paint("bold", `${index + 1}. ${step.title}`), ...fill(step.tells, "   "));
}

function tellScene({ says }: Scene): void {
  say("", ...(says === undefined ? [] : fill(says, "   ")));
}

function tellCall({ step, observation, mismatches }: Outcome): void {
  const { client, server } = observation;
  const stolen = server.tokens.length > 0;
  const look = stolen || mismatches.length > 0 ? "red" : "green";
  const happening = paint(look, happeningOf(observation).padEnd(32));
  const heard = isAttacker(step.road) ? `attacker: ${server.bytes} application bytes` : "";
  say(`   ${client.padEnd(11)} ${happening} ${heard}`.trimEnd());
  for (const token of server.tokens) {
    say(
      `   ${" ".repeat(11)} the attacker reads: ${paint("red", `Authorization: Bearer ${token}`)}`,
    );
  }
  for (const mismatch of mismatches) say(paint("red", `   NOT AS SHOWN: ${mismatch}`));
}

function tellEnd(outcomes: readonly Outcome[]): void {
  const results = outcomes.map(({ observation }) => observation.result);
  for (const pin of new Set(results.map(({ verdict }) => verdict?.pin?.pin))) {
    if (pin !== undefined) say(`   ${" ".repeat(11)} ${paint("dim", pin)}`);
  }
  const messages = new Set(results.map(({ message }) => message));
  for (const message of messages) {
    if (message !== undefined) tellMessage(message, messages.size === 1 && results.length > 1);
  }
}

function tellMessage(message: string, shared: boolean): void {
  say(
    "",
    shared ? "   The error's message, the same from each client:" : "   The error's message:",
  );
  for (const line of fillEach(message, "")) say(`   ${paint("dim", "|")} ${line}`);
}

function say(...lines: readonly string[]): void {
  for (const line of lines) console.log(line);
}
