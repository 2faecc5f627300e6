import { type Command, Option } from "commander";

import { type Answer, say } from "../answer.ts";
import { usageError } from "../command-error.ts";
import { conversation } from "../conversation.ts";
import { type Look, paint } from "../paint.ts";
import { type Advice, adviceOn, type Facts, type Reason } from "../should-i-pin/advice.ts";
import { type Question, QUESTIONS, type QuestionName } from "../should-i-pin/questions.ts";

/** Declares `tlspin should-i-pin`. */
export function define(command: Command): void {
  for (const { name, text } of QUESTIONS) command.addOption(yesNoOption(name, text));
  command
    .option("--json", "print one JSON document")
    .addHelpText("after", AFTER_HELP)
    .action(async (flags: Flags) => say(answerOf(adviceOn(await factsOf(flags))), flags));
}

interface Flags extends Partial<Readonly<Record<QuestionName, "yes" | "no">>> {
  readonly json?: boolean;
}

function yesNoOption(name: QuestionName, text: string): Option {
  return new Option(`${flagOf(name)} <yes|no>`, text).choices(["yes", "no"]);
}

function flagOf(name: QuestionName): string {
  return `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** What the flags do not say is asked, one question after the other. */
async function factsOf(flags: Flags): Promise<Facts> {
  const open = QUESTIONS.filter(({ name }) => flags[name] === undefined);
  if (open.length > 0 && !process.stdin.isTTY) throw missing(open.map(({ name }) => name));
  const said = QUESTIONS.filter(({ name }) => flags[name] === "yes").map(({ name }) => name);
  return new Set([...said, ...(await askedYes(open))]);
}

async function askedYes(open: readonly Question[]): Promise<readonly QuestionName[]> {
  if (open.length === 0) return [];
  const yes: QuestionName[] = [];
  const talk = conversation();
  try {
    for (const { name, text } of open) if (await talk.askYesNo(text)) yes.push(name);
  } finally {
    talk.close();
  }
  return yes;
}

function missing(names: readonly QuestionName[]): Error {
  return usageError(
    `there is no terminal to ask on, and no answer to ${names.map(flagOf).join(", ")}`,
    "give each of them yes or no, or run the command in a terminal",
  );
}

function answerOf(advice: Advice): Answer {
  const { shouldPin, reasons } = advice;
  return {
    exitCode: shouldPin === "yes" ? 0 : 1,
    document: advice,
    text: [...reasons.flatMap(reasonLines), SUMMARY[shouldPin]()].join("\n"),
  };
}

function reasonLines({ question, weight, text }: Reason): readonly string[] {
  const [word, look] = LABELS[weight];
  return [
    `${paint(look, `${word}:`)} ${paint("bold", flagOf(question).slice(2))}`,
    `  ${text}`,
    "",
  ];
}

const LABELS: Readonly<Record<Reason["weight"], readonly [string, Look]>> = {
  no: ["against", "red"],
  "not-yet": ["first", "yellow"],
  note: ["note", "dim"],
};

const SUMMARY: Readonly<Record<Advice["shouldPin"], () => string>> = {
  yes: () =>
    `${paint("green", "Pin.")} Begin with tlspin init <host> --try, which reports and enforces nothing.`,
  "not-yet": () => `${paint("yellow", "Not yet.")} Do what is listed first, then ask again.`,
  no: () => `${paint("red", "Do not pin.")} Ordinary TLS validation serves you better.`,
};

const AFTER_HELP = `
Asks what decides whether pinning helps or harms you, and says no where it
should. What a flag answers is not asked. Exits with 0 for yes, 1 for no and not
yet.

Examples:
  $ tlspin should-i-pin
  $ tlspin should-i-pin --own-server no --own-clients yes --reason yes \\
      --quick-updates yes --next-key yes --watched yes \\
      --intercepting-networks no`;
