import type { Command } from "commander";

import { addDialFlags, type DialFlags } from "../dial-flags.ts";

/** The options of every command that looks at the chains of a policy's hosts. */
export interface ChainFlags extends DialFlags {
  /** `host=file`, or a file alone where one host is pinned. */
  readonly chain?: readonly string[];
  /** Hosts to dial besides those of the policy. */
  readonly host?: readonly string[];
}

/** Adds them to a command. */
export function addChainFlags(command: Command): Command {
  return addDialFlags(
    command
      .option("--chain <host=file>", "the chain of a host (PEM or DER, leaf first)", append)
      .option("--host <host>", "dial this one too: a name below a pinned host", append),
  );
}

/** Collects an option that may stand several times. */
export function append(text: string, all: readonly string[] = []): readonly string[] {
  return [...all, text];
}
