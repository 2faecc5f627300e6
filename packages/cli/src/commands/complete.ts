import type { Command } from "commander";

import { suggestionsFor } from "../completion/suggestions.ts";

/** Declares `tlspin complete`, which the shells' scripts ask. */
export function define(command: Command): void {
  command.argument("[words...]", "the command line behind tlspin").action((words: string[]) => {
    const { words: found, files } = suggestionsFor(command.parent ?? command, words);
    const lines = found.map(({ word, summary }) => (summary === "" ? word : `${word}\t${summary}`));
    process.stdout.write([...lines, ...(files ? [":files"] : [])].map((l) => `${l}\n`).join(""));
  });
}
