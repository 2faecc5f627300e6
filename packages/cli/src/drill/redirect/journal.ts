import { appendFileSync, readFileSync } from "node:fs";
import { threadId } from "node:worker_threads";

import { type JournalEntry, ORDERS, type Orders } from "../orders.ts";

/** The orders of the drill that runs this program. */
export const orders: Orders = JSON.parse(readFileSync(process.env[ORDERS] ?? "", "utf8"));

/** Writes what the program does into the journal, at once: the next thing may be a crash. */
export const report = {
  start: (): void => write({ event: "start", pid: process.pid, thread: threadId }),
  entry: (entry: JournalEntry): void => write(entry),
};

/** A name for a dial that no other process or thread gives. */
export function newId(): string {
  return `${process.pid}-${threadId}-${++count}`;
}

function write(entry: JournalEntry): void {
  appendFileSync(orders.journal, `${JSON.stringify(entry)}\n`);
}

let count = 0;
