import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import type { LookupFunction } from "node:net";
import { join } from "node:path";

import { parsePolicyText, pinOf } from "@tlspin/core";
import { createPinning } from "@tlspin/node";
import {
  cellsOf,
  fleetOf,
  instantOf,
  parseLedger,
  parseServers,
  policyOfSnapshot,
} from "@tlspin/rotation";
import {
  type ForgedCa,
  type ForgedParty,
  forgeRoot,
  type Servers,
  startServers,
} from "@tlspin/testing";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { newFolder, type Run, tlspin } from "./tlspin.ts";

// Real TLS: releases of an app on @tlspin/node with the policies that they shipped, and two servers
// behind one name, which do what `tlspin rotate` says. At every station each release tries each
// server, and has to fare as simulate says of that cell.

let root: ForgedCa;
let issuer: ForgedCa;
const leaves = new Map<string, ForgedParty>();
let servers: Servers;
let folder: string;

beforeAll(async () => {
  root = await forgeRoot({ name: "Example Root" });
  issuer = await root.issueCa({ name: "Example Issuing CA 3" });
  for (const key of ["A", "B", "C", "D"]) {
    leaves.set(key, await issuer.issueLeaf({ hosts: [HOST] }));
  }
  const tls = identityOf("A");
  servers = await startServers(SERVERS.map((name) => ({ name, protocol: "http", tls })));
});
afterAll(() => servers.close());

beforeEach(async () => {
  folder = newFolder();
  mkdirSync(join(folder, ".tlspin"));
  write("pins.json", policyText({ revision: 1, pins: ["A"], backupPins: ["D"] }));
  write(".tlspin/servers.json", timelineText([{ from: "2026-01-01", paths: [["A"]] }]));
  await release("4.1.0", "2026-01-01");
  write("pins.json", policyText({ revision: 2, pins: ["A"], backupPins: ["B"] }));
  await release("4.2.0", "2026-11-01");
  await deploy("A", "A");
});

describe("a server that walks through the plan", () => {
  test("is reached by every release that anybody has, at every station", async () => {
    await rotate(`plan --reserve ${pinOfKey("C")} --roll-out 7 --at 2026-12-01`);
    const walked = [await station("2026-12-01")];

    await rotate("advance --at 2026-12-01");
    await release("5.0.0", "2026-12-02");
    walked.push(await station("2026-12-02"));

    await rotate("advance --at 2027-08-28");
    await release("5.1.0", "2027-08-28");
    walked.push(await station("2027-08-28"));

    await rotate("advance --at 2027-08-29");
    await deploy("B", "A");
    walked.push(await station("2027-08-30"));
    await deploy("B", "B");
    walked.push(await station("2027-09-05"));

    await rotate("advance --at 2027-09-05");
    await release("5.2.0", "2027-09-05");
    walked.push(await station("2027-09-06"));

    // 4.1.0 is gone by the time that B is served, so that nobody is refused anywhere.
    expect(walked.flat().filter(({ outcome }) => outcome !== "connects")).toEqual([]);
    expect(walked.map((cells) => cells.length)).toEqual([2, 3, 3, 6, 3, 4]);
  });

  test("refuses exactly those whom the plan was allowed to cut off", async () => {
    await rotate(`plan --reserve ${pinOfKey("C")} --roll-out 7 --at 2026-12-01`);
    await rotate("advance --at 2026-12-01");
    await rotate("advance --at 2026-12-02 --max-cut-off 49");
    await rotate("advance --at 2026-12-03 --max-cut-off 49");
    await deploy("B", "A");
    const cells = await station("2026-12-04");
    expect(told(cells)).toEqual([
      "4.1.0 connects to A",
      "4.1.0 refuses to B",
      "4.2.0 connects to A",
      "4.2.0 connects to B",
    ]);
  });
});

describe("promote the new pin, remove the old one, then rotate the server", () => {
  test("refuses the new release until the servers change, and the old one from then on", async () => {
    write("pins.json", policyText({ revision: 3, pins: ["B"], backupPins: ["C"] }));
    await release("4.3.0", "2026-12-01");
    const serves = [
      { from: "2026-01-01", paths: [["A"]] },
      { from: "2026-12-15", rollOutDays: 2, paths: [["B"]] },
    ];
    write(".tlspin/servers.json", timelineText(serves));
    expect(told(await station("2026-12-02"))).toEqual([
      "4.1.0 connects to A",
      "4.2.0 connects to A",
      "4.3.0 refuses to A",
    ]);

    await deploy("B", "A");
    expect(told(await station("2026-12-16"))).toEqual([
      "4.1.0 connects to A",
      "4.1.0 refuses to B",
      "4.2.0 connects to A",
      "4.2.0 connects to B",
      "4.3.0 connects to B",
      "4.3.0 refuses to A",
    ]);

    await deploy("B", "B");
    expect(told(await station("2026-12-20"))).toEqual([
      "4.1.0 refuses to B",
      "4.2.0 connects to B",
      "4.3.0 connects to B",
    ]);
  });
});

interface TriedCell {
  readonly version: string;
  readonly key: string;
  readonly outcome: string;
}

/** Tries every cell of a day, and holds what happens to what simulate says of it. */
async function station(day: string): Promise<readonly TriedCell[]> {
  const predicted = predictedOn(day);
  // What simulate takes to be served is what is served.
  const shown = new Set(predicted.map(({ key }) => key));
  expect([...shown].toSorted()).toEqual([...new Set(deployed)].toSorted());
  for (const cell of predicted) {
    expect({ day, ...cell, outcome: await tried(cell) }).toEqual({ day, ...cell });
  }
  return predicted;
}

function predictedOn(day: string): readonly TriedCell[] {
  const ledger = parseLedger(file(".tlspin/releases.json"));
  const policies = new Map(ledger.releases.map(({ policy }) => [policy, carried(policy)]));
  const from = instantOf(day);
  const cells = cellsOf({
    fleet: fleetOf({ ledger, policies }),
    servers: parseServers(file(".tlspin/servers.json")),
    from,
    until: from + 1000,
  });
  return Array.from(cells, ({ member, state, judgements }) => ({
    version: member.release.version,
    key: state.path.keys[0]?.name ?? "",
    outcome: judgements.map(({ outcome }) => outcome).join(" or "),
  }));
}

/** How a release fares with a server that shows a key. A refused one has sent nothing. */
async function tried({ version, key }: TriedCell): Promise<string> {
  const server = SERVERS[deployed.indexOf(key)] ?? "none";
  await servers.fresh();
  const answer = await called(version, server);
  const { bytes, connections, requests } = await servers.settled(server);
  if (answer === 200) {
    expect(requests).toBe(1);
    return "connects";
  }
  expect({ answer, bytes }).toEqual({ answer: "ERR_TLSPIN_PEER_REJECTED", bytes: 0 });
  expect(connections).toBeGreaterThan(0);
  return "refuses";
}

async function called(version: string, server: string): Promise<unknown> {
  const ledger = parseLedger(file(".tlspin/releases.json"));
  const shipped = ledger.releases.find((each) => each.version === version);
  const pinning = createPinning(carried(shipped?.policy ?? ""), {
    tls: { ca: root.pem, lookup: LOOPBACK },
  });
  try {
    const headers = { authorization: "Bearer secret" };
    const url = `https://${HOST}:${servers.port(server)}/v1/me`;
    const response = await pinning.fetch(url, { headers });
    await response.text();
    return response.status;
  } catch (error) {
    return codeIn(error);
  } finally {
    pinning.close();
  }
}

function codeIn(error: unknown): unknown {
  if (typeof error !== "object" || error === null) return error;
  if ("code" in error) return error.code;
  return "cause" in error ? codeIn(error.cause) : error;
}

let deployed: readonly string[] = [];

/** Gives each server a key, as the person does whom the plan tells to. */
async function deploy(...keys: readonly string[]): Promise<void> {
  deployed = keys;
  for (const [i, name] of SERVERS.entries()) {
    await servers.swap(name, identityOf(keys[i] ?? ""));
  }
}

/** A release goes out with the `pins.json` of that day. */
async function release(version: string, day: string): Promise<void> {
  await done(["release", "add", version, "--app", "desktop", "--released", day]);
}

async function rotate(args: string): Promise<void> {
  await done(["rotate", ...args.split(" ")]);
}

async function done(args: readonly string[]): Promise<void> {
  const run: Run = await tlspin(args, { cwd: folder });
  expect(run).toMatchObject({ code: 0, stderr: "" });
}

function told(cells: readonly TriedCell[]): readonly string[] {
  return cells.map(({ version, key, outcome }) => `${version} ${outcome} to ${key}`).toSorted();
}

function carried(hash: string) {
  return policyOfSnapshot(file(`.tlspin/policies/${hash}.json`), hash);
}

function policyText(wish: {
  readonly revision: number;
  readonly pins: readonly string[];
  readonly backupPins: readonly string[];
}): string {
  const { revision, pins, backupPins } = wish;
  const rule = { host: HOST, includeSubdomains: false };
  const hosts = [{ ...rule, pins: pins.map(pinOfKey), backupPins: backupPins.map(pinOfKey) }];
  const text = JSON.stringify({ version: 1, revision, unlistedHosts: "reject", hosts });
  parsePolicyText(text);
  return text;
}

function timelineText(serves: readonly object[]): string {
  const keys = Object.fromEntries(Array.from(leaves.keys(), (key) => [key, pinOfKey(key)]));
  return JSON.stringify({ version: 1, keys, hosts: [{ host: HOST, serves }] });
}

function identityOf(key: string) {
  const leaf = leafOf(key);
  return { cert: leaf.pem + issuer.pem, key: leaf.keyPem };
}

function pinOfKey(key: string): string {
  return pinOf(leafOf(key).spki);
}

function leafOf(key: string): ForgedParty {
  const leaf = leaves.get(key);
  if (leaf === undefined) throw new Error(`there is no key ${key}`);
  return leaf;
}

function file(name: string) {
  return { name, text: readFileSync(join(folder, name), "utf8") };
}

function write(name: string, text: string): void {
  writeFileSync(join(folder, name), text);
}

const HOST = "api.example.com";
const SERVERS = ["api-1", "api-2"];

const LOOPBACK: LookupFunction = (_host, { all }, answer) => {
  if (all === true) answer(null, [{ address: "127.0.0.1", family: 4 }]);
  else answer(null, "127.0.0.1", 4);
};
