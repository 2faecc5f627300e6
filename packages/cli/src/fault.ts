import { HostnameError, isPinError, PolicyError } from "@tlspin/core";
import { type FileProblem, RotationFileError } from "@tlspin/rotation";
import { CommanderError } from "commander";

import { CommandError, type ExitCode } from "./command-error.ts";
import { jsonText } from "./json-text.ts";
import { paintError } from "./paint.ts";
import { printable } from "./printable.ts";
import { wrapFor } from "./wrap.ts";

/** Why a command gave no answer, for programs and for people. */
export interface Fault {
  readonly exitCode: Exclude<ExitCode, 0>;
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
  /** What is wrong with the policy or another file, where that is the reason. */
  readonly problems?: readonly FileProblem[];
}

/** What the command line asked for. */
export interface Asked {
  readonly json: boolean;
  /** As it was typed: `tlspin pin`, or `tlspin` where no subcommand is known. */
  readonly command: string;
}

/** Prints a fault on standard error, with `--json` on standard output too, and sets the exit code. */
export function sayFault(error: unknown, { json, command }: Asked): void {
  const fault = faultOf(error, command);
  if (json) process.stdout.write(`${jsonText({ error: fault })}\n`);
  process.stderr.write(`${wrapFor(process.stderr, faultText(fault))}\n`);
  process.exitCode = fault.exitCode;
}

/** Turns whatever was thrown into a fault. What nobody foresaw is said to be a bug. */
export function faultOf(error: unknown, command: string): Fault {
  if (error instanceof CommandError) return commandFault(error);
  if (error instanceof CommanderError) return usageFault(error, command);
  if (error instanceof PolicyError) return policyFault(error);
  if (error instanceof RotationFileError) return fileFault(error);
  if (error instanceof HostnameError) return hostFault(error);
  if (isPinError(error)) return { exitCode: 2, code: error.code, message: withoutCode(error) };
  return bugFault(error);
}

function commandFault({ exitCode, code, message, hint }: CommandError): Fault {
  return { exitCode, code, message, ...(hint === undefined ? {} : { hint }) };
}

function bugFault(error: unknown): Fault {
  return {
    exitCode: 2,
    code: "internal-error",
    message: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
    hint: "this is a bug of tlspin: please report it, with the command that you ran",
  };
}

function usageFault({ message }: CommanderError, command: string): Fault {
  const problem = message.replace(/^error: /, "").replaceAll("\n", " ");
  return {
    exitCode: 2,
    code: "usage",
    message: problem,
    hint: `see ${command} --help`,
  };
}

function hostFault(error: HostnameError): Fault {
  const hint = "name a host as api.example.com, or api.example.com:8443";
  return { exitCode: 2, code: error.code, message: `host ${withoutCode(error)}`, hint };
}

function policyFault(error: PolicyError): Fault {
  const [message = ""] = withoutCode(error).split("\n", 1);
  const hint = "tlspin lint shows the same problems, and exits with 0 once there are none";
  return { exitCode: 1, code: error.code, message, hint, problems: error.problems };
}

function fileFault({ code, file, problems }: RotationFileError): Fault {
  const hint = problems.find((problem) => problem.hint !== undefined)?.hint;
  const message = `${file} is not valid`;
  return { exitCode: 2, code, message, ...(hint === undefined ? {} : { hint }), problems };
}

/** The code is a field of its own here. */
function withoutCode({
  code,
  message,
}: {
  readonly code: string;
  readonly message: string;
}): string {
  return message.replace(` [${code}]`, "");
}

function faultText({ message, hint, problems = [] }: Fault): string {
  return [
    `${paintError("red", "error:")} ${printable(message)}`,
    ...problems.map(
      (problem) => `  ${printable(`${problem.pointer || "(whole file)"}: ${problem.message}`)}`,
    ),
    ...(hint === undefined ? [] : [`${paintError("bold", "to do:")} ${printable(hint)}`]),
  ].join("\n");
}
