import { execFile } from "node:child_process";
import { promisify } from "node:util";

import type { Policy } from "@tlspin/core";
import { type Instant, instantOf } from "@tlspin/rotation";

import { CommandError, usageError } from "../command-error.ts";
import { readAtRef } from "../evidence/read-revision.ts";
import { causeOf } from "../system-error.ts";

/** A tag of git, and the policy that stood in its commit. */
export interface TaggedPolicy {
  readonly tag: string;
  /** The tag without what stands before its first digit. */
  readonly version: string;
  /** The day of the tag (UTC), or of its commit where it has no day of its own. */
  readonly day: Instant;
  readonly policy: Policy;
}

/**
 * Reads the policy of each tag that a pattern of git finds, oldest first.
 *
 * @throws {CommandError} There is no such tag, or no policy in it.
 */
export async function taggedPolicies(
  pattern: string,
  path: string,
): Promise<readonly TaggedPolicy[]> {
  const tags = await tagsLike(pattern);
  if (tags.length === 0) {
    throw usageError(
      `no tag of git is like ${pattern}`,
      "list them with git tag; quote the pattern",
    );
  }
  const found: TaggedPolicy[] = [];
  for (const { tag, day } of tags) {
    const { policy } = await readAtRef(`refs/tags/${tag}`, path);
    found.push({ tag, version: tag.replace(/^\D+/, ""), day, policy });
  }
  return found;
}

async function tagsLike(
  pattern: string,
): Promise<readonly { readonly tag: string; readonly day: Instant }[]> {
  const format = "%(creatordate:unix)%09%(refname:lstrip=2)";
  const args = ["for-each-ref", "--sort=creatordate", `--format=${format}`, `refs/tags/${pattern}`];
  const { stdout } = await run("git", args).catch((error: unknown) => {
    throw new CommandError(`git gives no tags: ${causeOf(error)}`, {
      exitCode: 2,
      code: "git-failed",
      hint: "run the command in the repository of the app",
    });
  });
  return stdout
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => {
      const [seconds = "", tag = ""] = line.split("\t");
      const text = new Date(Number(seconds) * 1000).toISOString();
      return { tag, day: instantOf(text.slice(0, 10)) };
    });
}

const run = promisify(execFile);
