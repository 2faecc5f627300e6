import type { Instant } from "../instant.ts";
import type { ServerTimeline, Serving, TimelineKey } from "../servers/timeline.ts";
import { dayOf } from "./day.ts";
import type { PlannedStep } from "./facts.ts";

/** The steps that are known of servers: when each key begins to be served, and when it no longer is. */
export function serverSteps(
  { hosts }: ServerTimeline,
  at: Instant,
  from: string = "servers.json",
): readonly PlannedStep[] {
  return hosts.flatMap(({ host, servings }) =>
    leavesOf(servings).flatMap((key) => {
      const own = servings.filter((serving) =>
        leavesOf([serving]).some(({ name }) => name === key.name),
      );
      return keySteps({ host, key, from }, own, at);
    }),
  );
}

interface ServedKey {
  readonly host: string;
  readonly key: TimelineKey;
  readonly from: string;
}

function keySteps(
  { host, key: { name, spki }, from }: ServedKey,
  own: readonly Serving[],
  at: Instant,
): readonly PlannedStep[] {
  const first = Math.min(...own.map((serving) => serving.from));
  const last = Math.max(...own.map((serving) => serving.until));
  const [starts, ends] = [
    `${host} starts to serve key ${name}`,
    `${host} no longer serves key ${name}`,
  ];
  const about = { host, key: spki, from };
  return [
    ...stepAt(first, at, { ...about, id: `serve/${host}/${name}`, title: starts, state: "active" }),
    ...stepAt(last, at, { ...about, id: `end/${host}/${name}`, title: ends, state: "retired" }),
  ];
}

function leavesOf(servings: readonly Serving[]): readonly TimelineKey[] {
  const leaves = servings.flatMap(({ paths }) => paths.flatMap(({ keys }) => keys.slice(0, 1)));
  return [...new Map(leaves.map((key) => [key.name, key])).values()];
}

/** What is past was done. What has no end is no step. */
function stepAt(
  moment: Instant,
  at: Instant,
  step: Omit<PlannedStep, "on" | "done">,
): readonly PlannedStep[] {
  return Number.isFinite(moment) ? [{ ...step, on: dayOf(moment), done: moment <= at }] : [];
}
