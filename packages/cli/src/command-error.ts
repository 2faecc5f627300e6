/** 0 fine; 1 findings; 2 usage or an unreadable file; 3 something could not be checked. */
export type ExitCode = 0 | 1 | 2 | 3;

/** What a {@link CommandError} tells besides its message. */
export interface Blame {
  readonly exitCode: Exclude<ExitCode, 0>;
  /** A stable name of the problem, for programs. */
  readonly code: string;
  /** What to do about it. */
  readonly hint?: string;
}

/** A command cannot do what it was asked. The message names the file or host and says what is wrong. */
export class CommandError extends Error {
  override readonly name = "CommandError";
  readonly exitCode: Exclude<ExitCode, 0>;
  readonly code: string;
  readonly hint: string | undefined;

  constructor(message: string, { exitCode, code, hint }: Blame) {
    super(message);
    this.exitCode = exitCode;
    this.code = code;
    this.hint = hint;
  }
}

/** Makes the error for a command line that cannot be carried out as it stands. */
export function usageError(message: string, hint?: string): CommandError {
  return new CommandError(message, {
    exitCode: 2,
    code: "usage",
    ...(hint === undefined ? {} : { hint }),
  });
}
