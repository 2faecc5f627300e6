import { join } from "node:path";

import type { Policy } from "@tlspin/core";
import {
  formatLedger,
  type Ledger,
  parseLedger,
  parseServers,
  policyOfSnapshot,
  type ServerTimeline,
  type Snapshot,
} from "@tlspin/rotation";
import type { Command } from "commander";

import { CommandError } from "../command-error.ts";
import { exists } from "../key-files.ts";
import { rewriteFile } from "../lint/rewrite-file.ts";
import { readText } from "../read-input.ts";
import { ordinaryFile, writeNewFiles } from "../write-file.ts";

/** Where rotations keep what they need. Apps never read it. */
export interface StateFlag {
  readonly state: string;
}

/** Adds `--state` to a command. */
export function addStateFlag(command: Command): Command {
  return command.option("--state <folder>", "where releases and servers are kept", ".tlspin");
}

/** The ledger as it stands in its file: `text` is absent where there is none yet. */
export interface LedgerFile {
  readonly path: string;
  readonly text?: string;
  readonly ledger: Ledger;
}

/**
 * Reads the ledger. Where there is none, it is empty.
 *
 * @throws {RotationFileError} It is not valid.
 */
export async function readLedger({ state }: StateFlag): Promise<LedgerFile> {
  const path = join(state, "releases.json");
  if (!(await exists(path))) return { path, ledger: { releases: [] } };
  const file = await readText(path);
  return { path, text: file.text, ledger: parseLedger(file) };
}

/**
 * Writes the ledger in one step, its new snapshots before it. A ledger that somebody changed meanwhile
 * is not overwritten.
 *
 * @throws {CommandError} It cannot be written.
 */
export async function writeLedger(
  { path, text }: LedgerFile,
  ledger: Ledger,
  snapshots: readonly Snapshot[],
): Promise<void> {
  const folder = join(path, "..", "policies");
  for (const snapshot of snapshots) {
    const file = ordinaryFile(join(folder, `${snapshot.hash}.json`), snapshot.text);
    // Its name says what it holds, so that one that is there is the same. It is checked when it is read.
    if (!(await exists(file.path))) await writeNewFiles([file]);
  }
  const after = formatLedger(ledger);
  if (text === undefined) await writeNewFiles([ordinaryFile(path, after)]);
  else if (text !== after) await rewriteFile({ path, before: text, after });
}

/**
 * Reads the policies that releases carry, by hash.
 *
 * @throws {RotationFileError} One is not what was recorded.
 */
export async function readSnapshots(
  { releases }: Ledger,
  { state }: StateFlag,
): Promise<ReadonlyMap<string, Policy>> {
  const hashes = [...new Set(releases.map(({ policy }) => policy))];
  const policies = await Promise.all(
    hashes.map(async (hash): Promise<[string, Policy]> => {
      const file = await readText(join(state, "policies", `${hash}.json`));
      return [hash, policyOfSnapshot(file, hash)];
    }),
  );
  return new Map(policies);
}

/**
 * Reads what the servers show from when to when.
 *
 * @throws {CommandError} There is no such file.
 * @throws {RotationFileError} It is not valid.
 */
export async function readServers(path: string): Promise<ServerTimeline> {
  if (await exists(path)) return parseServers(await readText(path));
  throw new CommandError(`${path} is not there: nobody has said what the servers show`, {
    exitCode: 2,
    code: "file-unreadable",
    hint: "write one: tlspin simulate --help shows how",
  });
}
