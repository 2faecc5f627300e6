import { type Diff, diff } from "@tlspin/lint";

import { usageError } from "../command-error.ts";
import { askedChains, type Unreachable } from "../evidence/asked-chains.ts";
import type { ChainFlags } from "../evidence/chain-flags.ts";
import { readAtRef, readBase } from "../evidence/read-revision.ts";
import { readReleases } from "../evidence/releases.ts";
import { readText } from "../read-input.ts";
import { type NamedPolicy, policyOf } from "../read-policy.ts";

/** What two policy files are compared by. */
export interface DiffFileFlags extends ChainFlags {
  readonly git?: string;
  readonly againstLive?: boolean;
  readonly at?: Date;
  readonly release?: readonly string[];
}

/** Two policies that were compared, with everything that the reports say. */
export interface Compared {
  readonly before: NamedPolicy;
  readonly after: NamedPolicy;
  /** The new file, for lines. */
  readonly text: string;
  readonly diff: Diff;
  readonly unreachable: readonly Unreachable[];
}

/**
 * Compares two policy files, or one with itself in a git revision.
 *
 * @throws {CommandError} A file cannot be read, or an argument is wrong.
 * @throws {PolicyError} A policy is not valid.
 */
export async function compareFiles(
  first: string,
  second: string | undefined,
  flags: DiffFileFlags,
): Promise<Compared> {
  const [old, path] = namesOf(first, second, flags);
  const { name, text } = await readText(path);
  const after = policyOf(name, text);
  const before = await (flags.git === undefined ? readBase(old, path) : readAtRef(flags.git, path));
  const policies = [before.policy, after.policy];
  const { chains, unreachable } = await askedChains(policies, flags, flags.againstLive === true);
  const evidence = {
    ...(chains.length > 0 ? { chains } : {}),
    ...(flags.release === undefined ? {} : { releases: await readReleases(flags.release) }),
  };
  const found = diff(before.policy, after.policy, { at: flags.at ?? new Date(), evidence });
  return { before, after, text, diff: found, unreachable };
}

function namesOf(
  first: string,
  second: string | undefined,
  { git }: DiffFileFlags,
): readonly [string, string] {
  if (git === undefined) {
    if (second !== undefined) return [first, second];
    throw usageError(
      "there is one policy, and a change has two",
      "name the new one, or --git main",
    );
  }
  if (second === undefined) return [first, first];
  throw usageError("--git names the old policy already", "name the new one alone");
}
