import { readFileSync } from "node:fs";

import type { KeyType } from "@tlspin/testing";

/** What a program that measures is told. Plain data, because it runs in a process of its own. */
export interface Scene {
  readonly amounts: Amounts;
  readonly servers: readonly ServedPki[];
  /** The adapter of each runtime as one file, in which each check of a connection is timed. */
  readonly timedAdapters: Readonly<Record<"node" | "deno" | "bun", string>>;
}

/** Servers of one PKI, in another process. */
export interface ServedPki {
  readonly key: KeyType;
  /** The root (PEM). */
  readonly ca: string;
  /** One for each certificate of the one key. */
  readonly ports: readonly number[];
  /** The first server's chain, root included (DER, base64). */
  readonly chain: readonly string[];
}

/** How much is measured. */
export interface Amounts {
  readonly rounds: number;
  /** Handshakes or requests of one variant in one round. */
  readonly batch: number;
  /** The same before the first round, so that the compilers are done. */
  readonly warmUp: number;
  /** Calls of one variant in one round, where nothing waits for a network. */
  readonly calls: number;
  /** Certificates of one key: more than any memo holds, so that each can be met as if for the first time. */
  readonly certificates: number;
  /** Processes that are started of each kind. */
  readonly starts: number;
}

/** Reads the scene that a program was started with. */
export function readScene(): Scene {
  const scene: Scene = JSON.parse(readFileSync(process.argv[2] ?? "", "utf8"));
  return scene;
}

export const FULL: Amounts = {
  rounds: 40,
  batch: 12,
  warmUp: 500,
  calls: 2000,
  certificates: 72,
  starts: 25,
};

/** Enough to see that everything runs. Its figures mean nothing. */
export const QUICK: Amounts = {
  rounds: 2,
  batch: 2,
  warmUp: 2,
  calls: 20,
  certificates: 5,
  starts: 2,
};
