import { parsePolicyText, type Policy, PolicyError, type PolicyProblem } from "@tlspin/core";
import type { Command } from "commander";

import { type Answer, say } from "../answer.ts";
import { paint } from "../paint.ts";
import { printable } from "../printable.ts";
import { readText } from "../read-input.ts";

/** Declares `tlspin lint`. */
export function define(command: Command): void {
  command
    .argument("<policy>", "the policy file, or - for standard input")
    .option("--json", "print one JSON document")
    .addHelpText("after", AFTER_HELP)
    .action(async (path: string, flags: { readonly json?: boolean }) => {
      const { name, text } = await readText(path);
      say(answerOf(name, text), flags);
    });
}

function answerOf(name: string, text: string): Answer {
  try {
    return fine(name, parsePolicyText(text));
  } catch (error) {
    if (error instanceof PolicyError) return broken(name, error.problems);
    throw error;
  }
}

function fine(policy: string, { revision, hosts }: Policy): Answer {
  const count = hosts.length === 1 ? "1 host rule" : `${hosts.length} host rules`;
  return {
    exitCode: 0,
    document: { policy, valid: true, revision, hosts: hosts.length, problems: [] },
    text: `${paint("green", "valid:")} ${printable(policy)}, revision ${revision}, ${count}, no problems.`,
  };
}

function broken(policy: string, problems: readonly PolicyProblem[]): Answer {
  const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
  return {
    exitCode: 1,
    document: { policy, valid: false, problems },
    text: [
      paint("bold", printable(policy)),
      ...problems.flatMap(problemLines),
      `${paint("red", "not valid:")} ${count}. No app loads this policy.`,
    ].join("\n"),
  };
}

function problemLines({ pointer, code, message, hint }: PolicyProblem): readonly string[] {
  return [
    `  ${paint("bold", printable(pointer === "" ? "(whole file)" : pointer))} ${paint("dim", code)}`,
    `    ${printable(message)}`,
    ...(hint === undefined ? [] : [`    to do: ${printable(hint)}`]),
  ];
}

const AFTER_HELP = `
Lists every problem in one run: where it is (a JSON Pointer), its code, and what
to do. Exits with 1 where there is one.

Examples:
  $ tlspin lint pins.json
  $ curl -s https://config.example.com/pins.json | tlspin lint - --json`;
