import { once } from "node:events";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";

import type { ServerCounts } from "@tlspin/testing";

import { hostAddressOf } from "../host-address.ts";
import {
  failed,
  type Finding,
  findingOf,
  type Judgement,
  notRehearsed,
  passed,
} from "./finding.ts";
import { leaksIn } from "./leaks.ts";
import { type Relay, type RelayCounts, startRelay } from "./relay.ts";
import type { Scenario } from "./scenarios.ts";
import { countsOf, type House, missingIn, type Part, portsOf, type Scene } from "./scenes.ts";
import type { Target } from "./targets.ts";

/** A drill of programs that somebody else runs. */
export interface Listening {
  readonly house: House;
  /** The first of the ports, one for each host. 0: any. */
  readonly port: number;
  /** PEM file of the CAs to trust. */
  readonly ca: string;
  /** Milliseconds to wait in each scenario, where nobody presses Enter. */
  readonly limit?: number;
  /** Whether it may be told to go on. */
  readonly isInteractive: boolean;
}

/** Says where each scenario listens, waits, and judges by what its servers counted. */
export async function listenForPrograms(listening: Listening): Promise<readonly Finding[]> {
  const fronts = await frontsOf(listening);
  try {
    say(introduction(fronts, listening));
    const findings: Finding[] = [];
    for (const scene of listening.house.scenes) {
      findings.push(...(await listenTo(scene, fronts, listening)));
    }
    return findings;
  } finally {
    for (const front of fronts.values()) front.close();
  }
}

/** The address of each host stays the same from scenario to scenario. */
type Fronts = ReadonlyMap<Target, Relay>;

async function frontsOf({ house, port }: Listening): Promise<Fronts> {
  const targets = new Set(house.scenes.flatMap(({ parts }) => parts.map(({ target }) => target)));
  const fronts = new Map<Target, Relay>();
  for (const target of targets) {
    const own = port === 0 ? 0 : port + fronts.size;
    fronts.set(target, await startRelay(NOWHERE, own));
  }
  return fronts;
}

async function listenTo(
  { scenario, parts }: Scene,
  fronts: Fronts,
  listening: Listening,
): Promise<readonly Finding[]> {
  const { house } = listening;
  const staged = parts.filter((part) => missingIn(part) === undefined);
  for (const [target, front] of fronts) {
    const part = staged.find((each) => each.target === target);
    const [port] = part === undefined ? [] : portsOf(part, house);
    front.aim(port === undefined ? NOWHERE : { ...NOWHERE, port });
    front.reset();
  }
  if (staged.length > 0) {
    say(`\n${scenario.name}: ${scenario.meets}`);
    await waitFor(listening);
  }
  return Promise.all(
    parts.map(async (part) => {
      const judgement = missingIn(part) ?? (await judged(scenario, part, { house, fronts }));
      return findingOf(scenario, part.target, judgement);
    }),
  );
}

async function waitFor({ limit, isInteractive }: Listening): Promise<void> {
  const enough = new AbortController();
  const waits = [
    ...(limit === undefined ? [] : [sleep(limit, undefined, { signal: enough.signal })]),
    ...(isInteractive ? [lineTyped(enough.signal)] : []),
  ];
  await Promise.race(waits);
  enough.abort();
  await Promise.allSettled(waits);
}

/** Enter, or the end of standard input. */
async function lineTyped(signal: AbortSignal): Promise<void> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr, signal });
  terminal.setPrompt("Run your program now, then press Enter. ");
  terminal.prompt();
  await Promise.race([once(terminal, "line"), once(terminal, "close")]);
  terminal.close();
}

interface Where {
  readonly house: House;
  readonly fronts: Fronts;
}

async function judged(
  scenario: Scenario,
  part: Part,
  { house, fronts }: Where,
): Promise<Judgement> {
  const [server] = await countsOf(part, house);
  const front = fronts.get(part.target)?.counts();
  if (front === undefined || front.connections === 0) return notRehearsed("nobody connected");
  if (scenario.expects === "acceptance") return acceptance(server, front);
  return server === undefined ? notRehearsed("nothing was started") : refusal(scenario, server);
}

function acceptance(server: ServerCounts | undefined, front: RelayCounts): Judgement {
  if (front.problem !== undefined) return notRehearsed(`no connection: ${front.problem}`);
  if (server !== undefined && saysUntrusted(server)) return untrusting();
  const through = server === undefined ? front.through > 0 : server.bytes > 0;
  return through ? passed("accepted") : failed("refused: no data arrived");
}

function refusal(scenario: Scenario, server: ServerCounts): Judgement {
  const { bytes, handshakes, open } = server;
  if (bytes > 0) {
    return { ...failed(`${bytes} application bytes reached the server`), leaks: leaksIn(server) };
  }
  if (handshakes > 0 && open > 0) {
    return failed("it keeps the connection open: nothing was sent, and nothing refused");
  }
  return silence(scenario, server);
}

/** Who only hangs up may have had any reason, so that there must be a sign of a judgement. */
function silence(scenario: Scenario, server: ServerCounts): Judgement {
  const { alerts, handshakes } = server;
  if (scenario.refusedBy === "pins" && saysUntrusted(server)) return untrusting();
  if (handshakes > 0 || alerts.length > 0 || scenario.refusedBy === "nobody") {
    return passed(["0 bytes", ...new Set(alerts), "its log was not seen"].join(", "));
  }
  return notRehearsed("it hung up within the handshake, without saying why");
}

function saysUntrusted({ alerts }: ServerCounts): boolean {
  return alerts.some((alert) => alert.endsWith("UNKNOWN_CA"));
}

function untrusting(): Judgement {
  return notRehearsed("it does not trust the drill's CA, so its pins were not asked");
}

function introduction(fronts: Fronts, { ca }: Listening): string {
  return [
    "Let your program find these hosts here, and trust this CA:",
    ...Array.from(fronts, ([{ rule }, { port }]) => `  ${rule.host}  127.0.0.1:${port}`),
    `  CA  ${ca}`,
  ].join("\n");
}

// The findings go to standard output. This is talk.
function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

// The discard port: nobody listens there.
const NOWHERE = hostAddressOf("127.0.0.1:9");
