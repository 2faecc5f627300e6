import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";

import type { Identity } from "@tlspin/testing";

import { entryPath } from "../entry.ts";
import type { ServerSight } from "../observation.ts";

/** A man in the middle, in a process of his own. */
export interface Attacker {
  readonly port: number;
  /** What he saw since he was last asked. */
  sight(): Promise<ServerSight>;
  close(): Promise<void>;
}

/** What he is given. */
export interface Disguise {
  /** What he shows to the clients. */
  readonly identity: Identity;
  /** The API that he passes everything on to. */
  readonly api: { readonly host: string; readonly port: number; readonly ca: string };
}

/** What he says of himself. */
export type Word = { readonly port: number } | { readonly sight: ServerSight };

/** Starts an attacker. He ends with this process at the latest. */
export async function startAttacker(disguise: Disguise): Promise<Attacker> {
  const child = fork(ENTRY);
  child.send(disguise);
  const first = await wordOf(child);
  if (!("port" in first)) throw new Error("the attacker did not start");
  return {
    port: first.port,
    sight: async () => {
      child.send("sight");
      const word = await wordOf(child);
      if (!("sight" in word)) throw new Error("the attacker does not say what he saw");
      return word.sight;
    },
    close: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.disconnect();
      await once(child, "exit");
    },
  };
}

function wordOf(child: ChildProcess): Promise<Word> {
  return new Promise((resolve, reject) => {
    const fail = (): void => reject(new Error("the attacker ended"));
    child.once("exit", fail);
    child.once("message", (word: Word) => {
      child.off("exit", fail);
      resolve(word);
    });
  });
}

const ENTRY = entryPath("attacker/attacker-process");
