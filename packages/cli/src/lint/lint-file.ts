import { parsePolicyText, type Policy, PolicyError } from "@tlspin/core";
import { type Evidence, type LintOptions, lintText } from "@tlspin/lint";

import { usageError } from "../command-error.ts";
import { askedChains } from "../evidence/asked-chains.ts";
import type { ChainFlags } from "../evidence/chain-flags.ts";
import { readHeldKeys } from "../evidence/held-keys.ts";
import { readBase } from "../evidence/read-revision.ts";
import { readReleases } from "../evidence/releases.ts";
import { readText } from "../read-input.ts";
import { type Fixed, fixed } from "./fix.ts";
import { type Linted, located } from "./linted.ts";
import { rewriteFile } from "./rewrite-file.ts";

/** What a policy file is judged by. */
export interface LintFileFlags extends ChainFlags {
  readonly base?: string;
  readonly horizon: number;
  readonly at?: Date;
  readonly dial?: boolean;
  readonly key?: readonly string[];
  readonly release?: readonly string[];
  readonly clientCertificate?: boolean;
  readonly fix?: boolean;
}

/**
 * Judges a policy file, and mends it where that was asked for.
 *
 * @throws {CommandError} A file cannot be read or written, or an argument is wrong.
 * @throws {PolicyError} The base or a release's policy is not valid.
 */
export async function lintFile(path: string, flags: LintFileFlags): Promise<Linted> {
  if (flags.fix === true && path === "-") {
    throw usageError("--fix rewrites a file, and standard input is none", "name the file");
  }
  const { name, text } = await readText(path);
  const policy = policyIn(text);
  const policies = policy === undefined ? [] : [policy];
  const { chains, unreachable } = await askedChains(policies, flags, flags.dial === true);
  const evidence = { ...(await evidenceOf(path, flags)), ...(chains.length > 0 ? { chains } : {}) };
  const options = { at: flags.at ?? new Date(), horizon: flags.horizon, evidence };
  const file = { path, text, policy };
  const mended = flags.fix === true ? await mend(file, options) : { text, done: [] };
  const found = { name, at: options.at, unreachable, fixed: mended.done };
  return { ...found, ...judged(mended.text, options) };
}

/** The policy, or `undefined` where the file holds none: its problems are findings then. */
function policyIn(text: string): Policy | undefined {
  try {
    return parsePolicyText(text);
  } catch (error) {
    if (error instanceof PolicyError) return undefined;
    throw error;
  }
}

async function evidenceOf(path: string, flags: LintFileFlags): Promise<Evidence> {
  const { base, key, release, clientCertificate } = flags;
  return {
    ...(base === undefined ? {} : { base: (await readBase(base, path)).policy }),
    ...(key === undefined ? {} : { keys: await readHeldKeys(key) }),
    ...(release === undefined ? {} : { releases: await readReleases(release) }),
    ...(clientCertificate === undefined ? {} : { clientCertificate }),
  };
}

type Judged = Pick<Linted, "valid" | "revision" | "hostRules" | "findings" | "rules">;

function judged(text: string, options: LintOptions): Judged {
  const report = lintText(text, options);
  const policy = policyIn(text);
  return {
    valid: report.valid,
    ...(policy === undefined ? {} : { revision: policy.revision, hostRules: policy.hosts.length }),
    findings: located(text, report),
    rules: report.rules,
  };
}

interface PolicyFile {
  readonly path: string;
  readonly text: string;
  readonly policy: Policy | undefined;
}

async function mend({ path, text, policy }: PolicyFile, options: LintOptions): Promise<Fixed> {
  if (policy === undefined) return { text, done: [] };
  const { findings } = lintText(text, options);
  const base = options.evidence?.base;
  const mended = fixed({ text, policy, findings, base, at: options.at });
  if (mended.done.length > 0) await rewriteFile({ path, before: text, after: mended.text });
  return mended;
}
