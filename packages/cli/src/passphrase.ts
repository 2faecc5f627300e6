import { readFile } from "node:fs/promises";

import { CommandError, usageError } from "./command-error.ts";
import { promptHidden } from "./prompt-hidden.ts";
import { causeOf } from "./system-error.ts";

/** Where a passphrase may come from, besides `TLSPIN_PASSPHRASE` and the terminal. */
export interface PassphraseOptions {
  /** A file whose first line is the passphrase. */
  readonly passphraseFile?: string;
}

/**
 * Gives the passphrase that opens a private key: from the file, else from the environment, else from
 * the terminal.
 *
 * @param name - The key, as the question names it.
 * @throws {CommandError} There is none of them.
 */
export async function passphraseFor(name: string, options: PassphraseOptions): Promise<string> {
  return (await givenPassphrase(options)) ?? promptHidden(`Passphrase of ${name}: `, NO_PASSPHRASE);
}

/**
 * Gives the passphrase for a private key that is being made. A terminal is asked twice.
 *
 * @throws {CommandError} There is none, it is too short, or the two differ.
 */
export async function newPassphraseFor(name: string, options: PassphraseOptions): Promise<string> {
  const passphrase = (await givenPassphrase(options)) ?? (await promptTwice(name));
  if (passphrase.length >= SHORTEST) return passphrase;
  throw usageError(
    `the passphrase has ${passphrase.length} characters; ${SHORTEST} is the least`,
    "use a passphrase of several words, kept where the key is not",
  );
}

async function givenPassphrase({ passphraseFile }: PassphraseOptions): Promise<string | undefined> {
  if (passphraseFile === undefined) return process.env["TLSPIN_PASSPHRASE"];
  try {
    const [line = ""] = (await readFile(passphraseFile, "utf8")).split(/\r?\n/, 1);
    return line;
  } catch (error) {
    throw new CommandError(`${passphraseFile} cannot be read: ${causeOf(error)}`, {
      exitCode: 2,
      code: "file-unreadable",
      hint: "give --passphrase-file the path of a file whose first line is the passphrase",
    });
  }
}

async function promptTwice(name: string): Promise<string> {
  const passphrase = await promptHidden(`New passphrase for ${name}: `, NO_NEW_PASSPHRASE);
  const again = await promptHidden("The same again: ", NO_NEW_PASSPHRASE);
  if (passphrase === again) return passphrase;
  throw usageError("the two passphrases differ", "nothing was written; run the command again");
}

// NIST SP 800-63B-4 §3.1.1.2 asks for 8 characters where a second factor exists: here, the file.
const SHORTEST = 8;

const NO_PASSPHRASE =
  "set TLSPIN_PASSPHRASE, give --passphrase-file, or run the command in a terminal";

const NO_NEW_PASSPHRASE = `${NO_PASSPHRASE}; --unencrypted writes the key open`;
