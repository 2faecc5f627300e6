import { type Command, InvalidArgumentError, Option } from "commander";

import type { DialOptions } from "./dial.ts";
import { type HostAddress, hostAddressOf } from "./host-address.ts";
import { STARTTLS_PORTS, STARTTLS_PROTOCOLS, type StarttlsProtocol } from "./starttls/start-tls.ts";

/** The options of every command that dials. */
export interface DialFlags {
  readonly connect?: string;
  readonly ca?: string;
  readonly starttls?: StarttlsProtocol;
  /** Seconds. */
  readonly timeout: number;
}

/** Adds them to a command. */
export function addDialFlags(command: Command): Command {
  return command
    .option("--connect <host:port>", "dial here, and ask for the host by its name")
    .option("--ca <file>", "trust these CAs (PEM) instead of the usual ones")
    .addOption(
      new Option("--starttls <protocol>", "turn to TLS in this protocol first").choices(
        STARTTLS_PROTOCOLS,
      ),
    )
    .option("--timeout <seconds>", "give up after this long", secondsOf, 10);
}

/**
 * Turns them into what `dial` takes.
 *
 * @throws {CommandError} The CA file cannot be read, or the address is none.
 */
export async function dialOptionsOf(flags: DialFlags): Promise<DialOptions> {
  const { connect, ca, starttls, timeout } = flags;
  return {
    timeout: timeout * 1000,
    ...(starttls === undefined ? {} : { starttls }),
    ...(connect === undefined ? {} : { connect: hostAddressOf(connect) }),
    ...(ca === undefined ? {} : { ca: await readTrusted(ca) }),
  };
}

/**
 * Reads the address that a command line names. Its port is the protocol's where it names none.
 *
 * @throws {CommandError | HostnameError} It is no address.
 */
export function dialAddressOf(
  text: string,
  { starttls }: Pick<DialFlags, "starttls">,
): HostAddress {
  return hostAddressOf(text, starttls === undefined ? undefined : STARTTLS_PORTS[starttls]);
}

// Most commands that may dial mostly do not, and then need not load what dials.
async function readTrusted(path: string): Promise<string> {
  const { readCa } = await import("./dial.ts");
  return readCa(path);
}

function secondsOf(text: string): number {
  const seconds = Number(text);
  if (text.trim() !== "" && seconds > 0 && seconds <= LONGEST) return seconds;
  throw new InvalidArgumentError(`Write seconds, more than 0 and at most ${LONGEST}.`);
}

const LONGEST = 600;
