import { once } from "node:events";
import { createInterface } from "node:readline/promises";

import { usageError } from "./command-error.ts";

/** A conversation on the terminal. End it with `close`. */
export interface Conversation {
  /** @throws {CommandError} The reader cancelled. */
  ask(question: string): Promise<string>;
  /** @throws {CommandError} The reader cancelled. */
  askYesNo(question: string): Promise<boolean>;
  close(): void;
}

/** Opens a conversation. Questions go to standard error, so that an answer can be piped on. */
export function conversation(): Conversation {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  // Ctrl-D closes it and leaves the question open; Ctrl-C rejects the question.
  const closed = once(terminal, "close").then(cancelled);
  // Where nobody asks any more, nobody hears of it either.
  closed.catch(() => undefined);
  const ask = (question: string): Promise<string> =>
    Promise.race([terminal.question(question).catch(cancelled), closed]);
  return { ask, askYesNo: (question) => askYesNo(ask, question), close: () => terminal.close() };
}

async function askYesNo(ask: Conversation["ask"], question: string): Promise<boolean> {
  for (;;) {
    const answer = await ask(`${question} [y/n] `);
    const [, yes, no] = /^(?:(y|yes)|(n|no))$/i.exec(answer.trim()) ?? [];
    if (yes !== undefined || no !== undefined) return yes !== undefined;
  }
}

function cancelled(): never {
  throw usageError("the questions were cancelled", "run the command again, or answer with flags");
}
