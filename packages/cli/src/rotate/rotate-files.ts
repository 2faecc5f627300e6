import { join } from "node:path";

import {
  formatRotations,
  type NamedText,
  parseRotations,
  parseServers,
  type Rotation,
} from "@tlspin/rotation";

import { exists } from "../key-files.ts";
import { readText } from "../read-input.ts";
import { readPolicy } from "../read-policy.ts";
import { type Draft, finishWriting, writeTogether } from "../write-together.ts";
import type { RotateFlags } from "./rotate-flags.ts";

/** What a rotation is made of, as it stands in its files. */
export interface RotateFiles {
  readonly policy: NamedText;
  readonly servers: NamedText;
  readonly rotations: readonly Rotation[];
  /** Whether a run that was stopped was finished first. */
  readonly recovered: boolean;
  /** Gives the files new contents, all of them or none. Gives back which were written. */
  save(changed: Changed): Promise<readonly string[]>;
}

/** What is to be written. */
export interface Changed {
  readonly policy?: NamedText;
  readonly servers: NamedText;
  readonly rotation: Rotation;
}

/**
 * Reads the files, and before that finishes what a run that was stopped had begun to write. Where
 * there is no `rotation.json` or `servers.json` yet, they are empty.
 *
 * @throws {CommandError} A file cannot be read.
 * @throws {PolicyError | RotationFileError} A file is not valid.
 */
export async function readRotateFiles(flags: RotateFlags): Promise<RotateFiles> {
  const recovered = await finishWriting(join(flags.state, JOURNAL));
  await readPolicy(flags.policy);
  const policy = await readText(flags.policy);
  const servers = await textOr(join(flags.state, "servers.json"), NO_SERVERS);
  parseServers(servers);
  const kept = await textOr(join(flags.state, "rotation.json"), NO_ROTATIONS);
  const rotations = parseRotations(kept);
  const save = (changed: Changed): Promise<readonly string[]> => {
    const all = [
      ...rotations.filter(({ host }) => host !== changed.rotation.host),
      changed.rotation,
    ];
    return written(flags, [
      { from: policy, after: changed.policy?.text ?? policy.text },
      { from: servers, after: changed.servers.text },
      { from: kept, after: formatRotations(all) },
    ]);
  };
  return { policy, servers, rotations, recovered, save };
}

interface FileText extends NamedText {
  readonly isNew?: boolean;
}

async function textOr(path: string, text: string): Promise<FileText> {
  return (await exists(path)) ? readText(path) : { name: path, text, isNew: true };
}

interface FileChange {
  readonly from: FileText;
  readonly after: string;
}

async function written(
  { state }: RotateFlags,
  changes: readonly FileChange[],
): Promise<readonly string[]> {
  const drafts = changes.map(draftOf).filter(({ before, after }) => before !== after);
  await writeTogether(join(state, JOURNAL), drafts);
  return drafts.map(({ path }) => path);
}

function draftOf({ from, after }: FileChange): Draft {
  if (from.isNew !== true) return { path: from.name, before: from.text, after };
  // Nobody has laid it out yet.
  const text = `${JSON.stringify(JSON.parse(after), undefined, 2)}\n`;
  return { path: from.name, before: undefined, after: text };
}

const JOURNAL = "rotation.journal.json";
const NO_SERVERS = '{ "version": 1, "keys": {}, "hosts": [] }';
const NO_ROTATIONS = '{ "version": 1, "rotations": [] }';
