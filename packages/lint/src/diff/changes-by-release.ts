import { findRule, type PinnedHostRule } from "@tlspin/core";

import { acceptanceOf, acceptedPins, isEnforced } from "../accepted-pins.ts";
import { cutOffReleases } from "../cut-off-releases.ts";
import type { Release } from "../evidence.ts";
import type { Change } from "./change.ts";
import type { Comparison } from "./comparison.ts";

/** Which releases in the field fail when servers follow the new policy. */
export function changesByRelease(comparison: Comparison): readonly Change[] {
  const releases = comparison.evidence.releases ?? [];
  return [
    ...releases.flatMap((release) => cutOffNow(release, comparison)),
    ...releases.flatMap((release) => cutOffLater(release, comparison)),
  ];
}

function cutOffNow(release: Release, { before, after }: Comparison): readonly Change[] {
  const already = new Set(cutOffReleases(before, release).map(({ host }) => host));
  const cutOff = cutOffReleases(after, release).filter(({ host }) => !already.has(host));
  const reason = `${release.name} accepts none of the keys of the new policy`;
  return cutOff.map(({ host, pointer }) => {
    return { kind: "bricking", id: "release-cut-off", hosts: [host], reason, newPointer: pointer };
  });
}

function cutOffLater(release: Release, { before, after }: Comparison): readonly Change[] {
  return after.hosts.flatMap((rule, index) => {
    const was = findRule(before, rule.host);
    if (!isEnforced(rule) || !isEnforced(was)) return [];
    return promotionsUnknownTo(release, was, { rule, pointer: `/hosts/${index}` });
  });
}

/** A promoted key is one that the server is about to serve: who does not know it is cut off then. */
function promotionsUnknownTo(
  release: Release,
  was: PinnedHostRule,
  { rule, pointer }: { readonly rule: PinnedHostRule; readonly pointer: string },
): readonly Change[] {
  const shipped = findRule(release.policy, rule.host);
  if (!isEnforced(shipped)) return [];
  const known = new Set(acceptedPins(shipped).map(acceptanceOf));
  const backups = new Set(was.backupPins.map(acceptanceOf));
  return rule.pins.flatMap((pin, i): readonly Change[] => {
    const name = acceptanceOf(pin);
    if (known.has(name) || !backups.has(name)) return [];
    const reason = `${release.name} does not know the promoted key: it is cut off when the server moves to it`;
    const newPointer = `${pointer}/pins/${i}`;
    return [{ kind: "bricking", id: "release-cut-off", hosts: [rule.host], reason, newPointer }];
  });
}
