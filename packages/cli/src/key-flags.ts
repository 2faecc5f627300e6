import { type Command, Option } from "commander";

import type { KeyType } from "./key.ts";
import { KEY_TYPES } from "./key.ts";
import type { PassphraseOptions } from "./passphrase.ts";

/** The options of every command that makes a key. */
export interface KeyFlags extends PassphraseOptions {
  readonly type: KeyType;
  readonly unencrypted?: boolean;
}

/** Adds them to a command. */
export function addKeyFlags(command: Command): Command {
  return command
    .addOption(new Option("--type <type>", "kind of key").choices(KEY_TYPES).default(KEY_TYPES[0]))
    .option("--passphrase-file <file>", "encrypt the key with the first line of this file")
    .option("--unencrypted", "write the key open; whoever reads the file has it");
}
