import type { HostRule } from "@tlspin/core";
import { type ServerCounts, type Servers, startServers } from "@tlspin/testing";

import { type Judgement, notRehearsed } from "./finding.ts";
import type { Cast } from "./identities.ts";
import { type Relay, startRelay } from "./relay.ts";
import type { Scenario } from "./scenarios.ts";
import { concerns, type Props, type Stage, stageOf } from "./stage.ts";
import type { Target } from "./targets.ts";

/** One scenario, and what stands for each host in it. */
export interface Scene {
  readonly scenario: Scenario;
  readonly parts: readonly Part[];
}

export interface Part {
  readonly target: Target;
  readonly stage: Stage;
}

/** The servers and relays of a drill, which run for as long as it does. */
export interface House {
  readonly scenes: readonly Scene[];
  readonly servers: Servers;
  /** The CAs (PEM) that a program must trust. */
  readonly trusted: readonly string[];
  /** Leads to the genuine servers of a rule's hosts. */
  readonly relays: ReadonlyMap<HostRule, Relay>;
  close(): Promise<void>;
}

/** Sets every scene, and starts what they need. */
export async function openHouse(
  scenarios: readonly Scenario[],
  targets: readonly Target[],
  props: Props,
): Promise<House> {
  const scenes = await Promise.all(
    scenarios.map(async (scenario) => ({
      scenario,
      parts: await Promise.all(
        targets
          .filter((target) => concerns(scenario, target))
          .map(async (target) => ({ target, stage: await stageOf(scenario, target, props) })),
      ),
    })),
  );
  const stages = scenes.flatMap(({ parts }) => parts.map(({ stage }) => stage));
  const servers = await startServers(stages.flatMap(serversOf));
  const relays = new Map<HostRule, Relay>();
  for (const [rule, upstream] of props.upstreams) relays.set(rule, await startRelay(upstream));
  const close = async (): Promise<void> => {
    for (const relay of relays.values()) relay.close();
    await servers.close();
  };
  return { scenes, servers, relays, close, trusted: trustedIn(stages, props.cast) };
}

function trustedIn(stages: readonly Stage[], { rogueRoot, drillRoot }: Cast): readonly string[] {
  const others = stages.flatMap((stage) => ("trusted" in stage ? [stage.trusted] : []));
  return [rogueRoot.pem, drillRoot.pem, ...others];
}

/** The ports that stand for a host, in the order of its dials. */
export function portsOf({ target, stage }: Part, { servers, relays }: House): readonly number[] {
  if ("servers" in stage) return stage.servers.map(({ name }) => servers.port(name));
  const relay = relays.get(target.rule);
  return relay === undefined ? [] : [relay.port];
}

/** What the servers of a part counted: the last one, which is the one to judge by, first. */
export async function countsOf(
  { stage }: Part,
  { servers }: House,
): Promise<readonly ServerCounts[]> {
  const names = serversOf(stage).map(({ name }) => name);
  return Promise.all(names.toReversed().map((name) => servers.settled(name)));
}

/** What a part is said to be where nothing stands for its host. */
export function missingIn({ stage }: Part): Judgement | undefined {
  return "missing" in stage ? notRehearsed(stage.missing) : undefined;
}

function serversOf(stage: Stage): Extract<Stage, { servers: unknown }>["servers"] {
  return "servers" in stage ? stage.servers : [];
}
