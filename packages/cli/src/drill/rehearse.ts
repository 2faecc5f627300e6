import { readFile } from "node:fs/promises";

import { canonicalHostname, findRule, type Policy } from "@tlspin/core";
import type { ServerCounts } from "@tlspin/testing";

import { waitingFor } from "../progress.ts";
import { type Finding, findingOf, notRehearsed } from "./finding.ts";
import { judgeAcceptance } from "./judge-acceptance.ts";
import { judgeRefusal } from "./judge-refusal.ts";
import { type Observation, seenIn } from "./observation.ts";
import type { JournalEntry, Route } from "./orders.ts";
import type { Backstage } from "./program-environment.ts";
import { type ProgramPlan, type ProgramRun, runProgram } from "./program.ts";
import { countsOf, type House, missingIn, type Part, portsOf, type Scene } from "./scenes.ts";
import type { Target } from "./targets.ts";
import { type Answered, ask } from "./triggers.ts";

/** A program to rehearse, and how. */
export interface Rehearsal {
  readonly policy: Policy;
  readonly house: House;
  readonly backstage: Backstage;
  readonly command: ProgramPlan["command"];
  /** Milliseconds that each run may take. */
  readonly limit: number;
  readonly requests: readonly string[];
  readonly allow: readonly string[];
  readonly expectLog?: RegExp;
}

/** Runs the program once for each scene, and judges each host in it. */
export async function rehearse(rehearsal: Rehearsal): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const scene of rehearsal.house.scenes) {
    findings.push(...(await rehearseScene(scene, rehearsal)));
  }
  return findings;
}

async function rehearseScene(scene: Scene, rehearsal: Rehearsal): Promise<readonly Finding[]> {
  const { scenario, parts } = scene;
  const staged = parts.filter((part) => missingIn(part) === undefined);
  const played = staged.length === 0 ? undefined : await play(staged, scene, rehearsal);
  return Promise.all(
    parts.map(async (part) => {
      const missing = missingIn(part);
      if (missing !== undefined) return findingOf(scenario, part.target, missing);
      if (played === undefined) return findingOf(scenario, part.target, NOT_PLAYED);
      return found(await observe(part, played, { scene, rehearsal }), part.target);
    }),
  );
}

const NOT_PLAYED = notRehearsed("nothing was started");

function found(observation: Observation, target: Target): Finding {
  const { scenario, run, server, relay } = observation;
  const judge = scenario.expects === "refusal" ? judgeRefusal : judgeAcceptance;
  const { connections, handshakes, resumed, bytes } = server;
  const counted = { connections, handshakes, resumed, bytes };
  return {
    ...findingOf(scenario, target, judge(observation)),
    ...(relay === undefined ? { counted } : {}),
    output: run.output,
  };
}

interface Played {
  readonly run: ProgramRun;
  readonly entries: readonly JournalEntry[];
  readonly answers: readonly Answered[];
  /** The connections of each host that were open before the program was ended. */
  readonly open: ReadonlyMap<Part, number>;
}

async function play(
  parts: readonly Part[],
  { scenario, parts: all }: Scene,
  rehearsal: Rehearsal,
): Promise<Played> {
  const { policy, house, backstage, command, limit, requests, allow } = rehearsal;
  const routes = policy.hosts.map((rule) => routeOf(rule, all, house));
  const { env, journal } = await backstage.prepare({ routes, allow });
  for (const relay of house.relays.values()) relay.reset();
  const done = waitingFor(`${scenario.name}: ${command.join(" ").slice(0, 50)} …`);
  const usher = usherOf(parts, house);
  let answers: readonly Answered[] = [];
  const trigger = async (signal: AbortSignal): Promise<void> => {
    answers = await ask(requests, signal);
  };
  const run = await runProgram({
    command,
    env,
    limit,
    ...(requests.length === 0 ? {} : { trigger }),
    watch: usher.look,
  }).finally(done);
  return { run, entries: await entriesIn(journal), answers, open: usher.open };
}

function routeOf(rule: Policy["hosts"][number], parts: readonly Part[], house: House): Route {
  const { host, includeSubdomains } = rule;
  const part = parts.find(({ target }) => target.rule === rule);
  const relay = house.relays.get(rule);
  const ports = part === undefined ? listOf(relay?.port) : portsOf(part, house);
  return { host, includeSubdomains, pinned: rule.exclude !== true, ports };
}

function listOf(port: number | undefined): readonly number[] {
  return port === undefined ? [] : [port];
}

/**
 * Looks at the servers while the program runs. A server that it accepts is made to hang up once it
 * rests, or a kept connection would spare the program the second dial.
 */
function usherOf(
  parts: readonly Part[],
  { servers }: House,
): { readonly open: Map<Part, number>; readonly look: () => Promise<void> } {
  const open = new Map<Part, number>();
  const before = new Map<string, number>();
  const look = async (): Promise<void> => {
    for (const part of parts) {
      if (!("servers" in part.stage)) continue;
      const [first, last] = [part.stage.servers[0], part.stage.servers.at(-1)];
      if (last !== undefined) open.set(part, (await servers.counts(last.name)).open);
      if (first === undefined || first === last) continue;
      const { bytes } = await servers.counts(first.name);
      if (bytes > 0 && before.get(first.name) === bytes) await servers.drop(first.name);
      before.set(first.name, bytes);
    }
  };
  return { open, look };
}

async function observe(
  part: Part,
  { run, entries, answers, open }: Played,
  { scene, rehearsal }: { readonly scene: Scene; readonly rehearsal: Rehearsal },
): Promise<Observation> {
  const { policy, house, expectLog } = rehearsal;
  const { rule } = part.target;
  const [server = NOTHING, accepted] = await countsOf(part, house);
  const relay = "upstream" in part.stage ? house.relays.get(part.target.rule) : undefined;
  const isTarget = (host: string): boolean => findRule(policy, canonicalHostname(host)) === rule;
  return {
    scenario: scene.scenario,
    run,
    seen: seenIn(entries, { isTarget, server: accepted === undefined ? 0 : 1 }),
    server,
    heldOpen: open.get(part) ?? 0,
    answers,
    ...(accepted === undefined ? {} : { accepted }),
    ...(relay === undefined ? {} : { relay: relay.counts() }),
    ...(expectLog === undefined ? {} : { expectLog }),
  };
}

async function entriesIn(journal: string): Promise<readonly JournalEntry[]> {
  const text = await readFile(journal, "utf8");
  // A process that was ended may have left half a line.
  return text.split("\n").flatMap((line) => (line.endsWith("}") ? [entryOf(line)] : []));
}

function entryOf(line: string): JournalEntry {
  const entry: JournalEntry = JSON.parse(line);
  return entry;
}

const NOTHING: ServerCounts = {
  connections: 0,
  open: 0,
  handshakes: 0,
  resumed: 0,
  bytes: 0,
  requests: 0,
  seen: [],
  heard: [],
  alerts: [],
};
