import { type Command, InvalidArgumentError } from "commander";

import { type DialOptions, readCa } from "./dial.ts";
import { hostAddressOf } from "./host-address.ts";

/** The options of every command that dials. */
export interface DialFlags {
  readonly connect?: string;
  readonly ca?: string;
  /** Seconds. */
  readonly timeout: number;
}

/** Adds them to a command. */
export function addDialFlags(command: Command): Command {
  return command
    .option("--connect <host:port>", "dial here, and ask for the host by its name")
    .option("--ca <file>", "trust these CAs (PEM) instead of the usual ones")
    .option("--timeout <seconds>", "give up after this long", secondsOf, 10);
}

/**
 * Turns them into what `dial` takes.
 *
 * @throws {CommandError} The CA file cannot be read, or the address is none.
 */
export async function dialOptionsOf({ connect, ca, timeout }: DialFlags): Promise<DialOptions> {
  return {
    timeout: timeout * 1000,
    ...(connect === undefined ? {} : { connect: hostAddressOf(connect) }),
    ...(ca === undefined ? {} : { ca: await readCa(ca) }),
  };
}

function secondsOf(text: string): number {
  const seconds = Number(text);
  if (text.trim() !== "" && seconds > 0 && seconds <= LONGEST) return seconds;
  throw new InvalidArgumentError(`Write seconds, more than 0 and at most ${LONGEST}.`);
}

const LONGEST = 600;
