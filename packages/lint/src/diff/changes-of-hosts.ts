import { canonicalHostname, isIpAddress, type Policy } from "@tlspin/core";

import type { BareChange } from "./bare-change.ts";
import type { Change } from "./change.ts";
import { compareTreatments, placeOf } from "./compare-treatments.ts";
import type { Comparison } from "./comparison.ts";
import { classFinder, type HostClass, hostClasses } from "./host-classes.ts";
import { type LiveChain, liveChainsOf, withEvidence } from "./live-chains.ts";
import { type Treatment, treatmentsBy } from "./treatment.ts";

/** What changes for which hosts. */
export function changesOfHosts(comparison: Comparison): readonly Change[] {
  const classes = hostClasses([comparison.before, comparison.after]);
  const live = liveByClass(comparison, classes);
  return groupsOf(comparison, classes).flatMap((group) => {
    const chains = group.classes.flatMap((each) => live.get(each) ?? []);
    const seen = { chains, all: group.classes.every((each) => live.has(each)) };
    const hosts = group.classes.map(({ text }) => text);
    return changesOf(group, comparison).map((bare): Change =>
      Object.assign(withReleases(withEvidence(bare, seen), comparison), { hosts }),
    );
  });
}

/** Whether a promotion cuts a release off, only the releases tell. */
function withReleases(
  change: Omit<Change, "hosts">,
  { evidence }: Comparison,
): Omit<Change, "hosts"> {
  if (change.id !== "backup-promoted" || evidence.releases !== undefined) return { ...change };
  return { ...change, needs: "releases" };
}

/** Classes for which both policies do one thing each. */
interface Group {
  readonly before: Treatment;
  readonly after: Treatment;
  readonly classes: HostClass[];
}

function groupsOf({ before, after }: Comparison, classes: readonly HostClass[]): readonly Group[] {
  const [beforeOf, afterOf] = [treatmentsBy(before), treatmentsBy(after)];
  const groups = new Map<string, Group>();
  for (const each of classes) {
    const [was, is] = [beforeOf(each.host), afterOf(each.host)];
    const key = `${was.kind} ${was.pointer} ${is.kind} ${is.pointer}`;
    const group = groups.get(key) ?? { before: was, after: is, classes: [] };
    group.classes.push(each);
    groups.set(key, group);
  }
  return [...groups.values()];
}

function changesOf(group: Group, { before, after, at }: Comparison): readonly BareChange[] {
  const owned = [before, after].some(ownsAddress);
  return [
    ...compareTreatments(group.before, group.after, at),
    ...(owned || group.classes.some(({ host }) => isIpAddress(host)) ? addressChanges(group) : []),
  ];
}

/**
 * An address that no rule names does not count beside a name that one does. So where a rule comes or
 * goes, what counts for connections to that address does too.
 */
function addressChanges({ before, after }: Group): readonly BareChange[] {
  if ((before.rule === undefined) === (after.rule === undefined)) return [];
  const reason = "where an address is dialled for a name, whether both must be accepted changes";
  const change = { id: "address-rule-changed", reason, ...placeOf(before, after) } as const;
  return [
    { ...change, kind: "narrowing", mayBrick: true },
    { ...change, kind: "widening" },
  ];
}

function ownsAddress({ ownedDomains = [] }: Policy): boolean {
  return ownedDomains.some(isIpAddress);
}

function liveByClass(
  comparison: Comparison,
  classes: readonly HostClass[],
): ReadonlyMap<HostClass, readonly LiveChain[]> {
  const classOf = classFinder(classes);
  const live = new Map<HostClass, LiveChain[]>();
  for (const chain of liveChainsOf(comparison)) {
    const owner = classOf(canonicalHostname(chain.host));
    if (owner !== undefined) live.set(owner, [...(live.get(owner) ?? []), chain]);
  }
  return live;
}
