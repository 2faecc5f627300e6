// Loads policy files as an Electron app does, shows a pinned session of the double a peer under each, and
// prints what the adapter says of it: one line of JSON for each case. The other adapters do the same in
// tooling/runtimes/programs/judge-peers.mjs, and a test there compares. The cases come as a path to JSON.
import { readFileSync } from "node:fs";

import type { VerdictRecord } from "@tlspin/core";
import { loadPolicy } from "@tlspin/policy-file";

import { pinningOf } from "../src/create-pinning.ts";
import { FakeSession } from "./chromium.ts";
import { servedIn } from "./served.ts";

interface Case {
  readonly name: string;
  readonly file: string;
  readonly host: string;
  readonly chain: string;
  readonly ca: readonly string[];
}

const cases: readonly Case[] = JSON.parse(readFileSync(process.argv[2] ?? "", "utf8"));
for (const { name, file, host, chain, ca } of cases) {
  const records: VerdictRecord[] = [];
  const onVerdict = (record: VerdictRecord): void => void records.push(record);
  const session = new FakeSession({ roots: ca.flatMap(servedIn), switches: new Set() });
  await pinningOf(await loadPolicy(file), { onVerdict }).pinSession(session);
  session.load(host, { address: "192.0.2.1", chain: servedIn(chain), bytes: 0 });
  console.log(JSON.stringify({ name, record: records[0] }));
}
