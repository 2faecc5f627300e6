import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { afterAll, beforeAll, expect, test } from "vitest";

import type { JournalEntry, Orders } from "../src/drill/orders.ts";
import { type Backstage, openBackstage } from "../src/drill/program-environment.ts";
import { type Run, runNode } from "./tlspin.ts";

let backstage: Backstage;
beforeAll(async () => {
  backstage = await openBackstage([]);
});
afterAll(() => backstage.close());

// Of IPv4 it is a loopback address; of IPv6 the same, mapped (RFC 4291 §2.5.5.2).
const STAND_IN = "127.83.0.1";

test("every way to ask for a host of the policy is answered with an address of this machine", async () => {
  const { stdout } = await redirected("names", ["eu.api.example.com"]);
  expect(JSON.parse(stdout)).toEqual({
    lookup: { address: STAND_IN, family: 4 },
    callback: [null, STAND_IN, 4],
    all: [{ address: STAND_IN, family: 4 }],
    six: { address: `::ffff:${STAND_IN}`, family: 6 },
    resolve4: [STAND_IN],
    ttl: [{ address: STAND_IN, ttl: 60 }],
    resolve6: [`::ffff:${STAND_IN}`],
    resolve: [STAND_IN],
    aaaa: [`::ffff:${STAND_IN}`],
    resolver: [STAND_IN],
  });
});

test("every spelling of a host and of a dial is redirected, on every port", async () => {
  const { entries } = await redirected("dials", []);
  const dials = entries.filter((entry) => entry.event === "dial");
  expect(dials.map(({ host, port }) => `${host}:${port}`).toSorted()).toEqual([
    "api.example.com:443",
    "api.example.com:443",
    "api.example.com:443",
    "api.example.com:443",
    "api.example.com:5432",
    "api.example.com:5432",
    "api.example.com:80",
    "api.example.com:8443",
  ]);
  const ends = entries.filter((entry) => entry.event === "end");
  expect(ends.map(({ error }) => error)).toEqual(dials.map(() => "ECONNREFUSED"));
});

test("a host that is not pinned, or for which nobody stands in, is not dialled", async () => {
  const excluded = { host: "api.example.com", includeSubdomains: false, pinned: false, ports: [9] };
  const unlisted = await redirected("dials", [], { routes: [] });
  const open = await redirected("dials", [], { routes: [excluded] });
  const nobody = await redirected("dials", [], { routes: [{ ...PINNED, ports: [] }] });
  expect(eventsIn(unlisted)).toEqual(["blocked", "start"]);
  expect(eventsIn(open)).toEqual(["blocked", "start"]);
  expect(eventsIn(nobody)).toEqual(["start", "withheld"]);
});

function eventsIn({ entries }: { readonly entries: readonly JournalEntry[] }): readonly string[] {
  return [...new Set(entries.map(({ event }) => event))].toSorted();
}

const PINNED = { host: "api.example.com", includeSubdomains: true, pinned: true, ports: [9] };

async function redirected(
  name: string,
  args: readonly string[],
  orders: Partial<Pick<Orders, "routes" | "allow">> = {},
): Promise<Run & { readonly entries: readonly JournalEntry[] }> {
  const { env, journal } = await backstage.prepare({ routes: [PINNED], allow: [], ...orders });
  const file = fileURLToPath(new URL(`programs/${name}.ts`, import.meta.url));
  const set = Object.entries(env).flatMap(([key, value = ""]) =>
    value === "" ? [] : [[key, value]],
  );
  const run = await runNode([file, ...args], { env: Object.fromEntries(set) });
  const lines = readFileSync(journal, "utf8").trim().split("\n");
  return { ...run, entries: lines.map((line): JournalEntry => JSON.parse(line)) };
}
