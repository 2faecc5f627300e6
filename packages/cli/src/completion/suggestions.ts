import type { Command, Option } from "commander";

/** What may stand at the place where the reader pressed Tab. */
export interface Suggestions {
  readonly words: readonly Suggestion[];
  /** Whether the name of a file may stand there too. */
  readonly files: boolean;
}

export interface Suggestion {
  readonly word: string;
  readonly summary: string;
}

/**
 * Says how a command line may go on, by what the commands declare.
 *
 * @param program - Those of its commands that the words name have declared their options.
 * @param words - What follows `tlspin`, the unfinished last word included. It may be empty.
 */
export function suggestionsFor(program: Command, words: readonly string[]): Suggestions {
  const typed = words.at(-1) ?? "";
  const before = words.slice(0, -1);
  const { command, awaiting } = placeAfter(program, before);
  if (awaiting !== undefined) return valuesOf(awaiting, typed);
  if (typed.startsWith("-") && !before.includes("--")) return optionsOf(command, typed);
  return argumentsOf(command, typed);
}

/** The command that the words lead to, and the option whose value comes next. */
interface Place {
  readonly command: Command;
  readonly awaiting: Option | undefined;
}

function placeAfter(program: Command, words: readonly string[]): Place {
  let place: Place = { command: program, awaiting: undefined };
  for (const word of words) place = placeNext(place, word);
  return place;
}

function placeNext({ command, awaiting }: Place, word: string): Place {
  if (awaiting !== undefined) return { command, awaiting: undefined };
  const option = command.options.find(({ long, short }) => word === long || word === short);
  if (option !== undefined) return { command, awaiting: option.required ? option : undefined };
  const named = command.commands.find((each) => each.name() === word);
  return { command: named ?? command, awaiting: undefined };
}

function valuesOf({ argChoices }: Option, typed: string): Suggestions {
  const words = (argChoices ?? []).filter((choice) => choice.startsWith(typed));
  return { words: words.map((word) => ({ word, summary: "" })), files: argChoices === undefined };
}

function optionsOf(command: Command, typed: string): Suggestions {
  const words = command
    .createHelp()
    .visibleOptions(command)
    .map(({ long, description }) => ({ word: long ?? "", summary: description }))
    .filter(({ word }) => word !== "" && word.startsWith(typed));
  return { words, files: false };
}

function argumentsOf(command: Command, typed: string): Suggestions {
  const commands = command
    .createHelp()
    .visibleCommands(command)
    .map((each) => ({ word: each.name(), summary: each.description() }));
  const choices = command.registeredArguments.flatMap(({ argChoices }) => argChoices ?? []);
  const words = [...commands, ...choices.map((word) => ({ word, summary: "" }))];
  return {
    words: words.filter(({ word }) => word.startsWith(typed)),
    files: command.registeredArguments.some(({ argChoices }) => argChoices === undefined),
  };
}
