import { PinningError } from "@tlspin/core";

/** What is wrong at one place of a file. */
export interface FileProblem {
  /** Where, as a JSON Pointer (RFC 6901). The empty string is the whole file. */
  readonly pointer: string;
  readonly message: string;
  readonly hint?: string;
}

/** A file that rotation reads is wrong. Nothing was simulated. */
export class RotationFileError extends PinningError {
  override readonly name = "RotationFileError";
  /** The file, as messages name it. */
  readonly file: string;
  readonly problems: readonly FileProblem[];

  constructor(file: string, problems: readonly FileProblem[]) {
    super("ERR_TLSPIN_ROTATION", [`${file} is not valid`, ...problems.map(lineOf)].join("\n  "));
    this.file = file;
    this.problems = problems;
  }
}

function lineOf({ pointer, message, hint }: FileProblem): string {
  return `${pointer === "" ? "(whole file)" : pointer}: ${message}${hint === undefined ? "" : ` (${hint})`}`;
}
