import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { checkSuccessor, parsePolicy, type Policy } from "@tlspin/core";
import { vi } from "vitest";

import { type PolicyWatch, watchPolicy, type WatchPolicyOptions } from "../src/watch-policy.ts";

/** A policy file that is watched, and what the watch told. */
export interface Watched {
  readonly folder: string;
  readonly path: string;
  readonly watch: PolicyWatch;
  /** The revision in force. */
  revision(): number;
  /** The revisions that came into force. */
  readonly updates: readonly number[];
  readonly refusals: readonly Error[];
  /** Waits until a revision is in force. */
  reaches(revision: number): Promise<void>;
  /** Waits until so many files were refused. */
  refuses(times: number): Promise<void>;
}

/** Watches a file that holds revision 1, for a pinning that obeys the core's rules and no more. */
export async function watched(options: Partial<WatchPolicyOptions> = {}): Promise<Watched> {
  const folder = await mkdtemp(join(tmpdir(), "tlspin-watch-"));
  const path = join(folder, "pins.json");
  await writeFile(path, textOf(1));
  const updates: number[] = [];
  const refusals: Error[] = [];
  const pinning = pinningOf(textOf(1));
  const watch = watchPolicy(path, pinning, {
    onUpdate: ({ revision }) => updates.push(revision),
    onRefused: (error) => refusals.push(error),
    interval: 20,
    ...options,
  });
  return {
    folder,
    path,
    watch,
    revision: () => pinning.policy.revision,
    updates,
    refusals,
    reaches: (revision) =>
      vi.waitUntil(() => pinning.policy.revision === revision, PATIENCE).then(() => undefined),
    refuses: (times) =>
      vi.waitUntil(() => refusals.length === times, PATIENCE).then(() => undefined),
  };
}

/** The text of a policy. */
export function textOf(revision: number, note = "a note"): string {
  const hosts = [{ host: "status.example.com", includeSubdomains: false, exclude: true }];
  return JSON.stringify({ version: 1, revision, unlistedHosts: "reject", hosts, note });
}

function pinningOf(text: string): { policy: Policy; update(policy: Policy): void } {
  const pinning = {
    policy: parsePolicy(JSON.parse(text)),
    update: (next: Policy) => {
      if (checkSuccessor(pinning.policy, next)) pinning.policy = next;
    },
  };
  return pinning;
}

const PATIENCE = { timeout: 20_000, interval: 5 };
