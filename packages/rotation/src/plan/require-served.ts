import { findRule } from "@tlspin/core";

import { RotationFileError } from "../errors.ts";
import { textOfInstant } from "../instant.ts";
import { parseServers } from "../servers/parse-servers.ts";
import type { HostTimeline, ServedPath, Serving } from "../servers/timeline.ts";
import { policyIn, type Situation } from "./situation.ts";

/**
 * Makes sure that `servers.json` says what servers of the rule show now, and that it plans no change
 * of keys: of what nobody knows, nobody can say whom it cuts off, and changes are for the rotation to
 * plan, or a step could not be told from what would happen without it.
 *
 * @throws {RotationFileError} It does not say it, or plans one.
 */
export function requireServed(
  situation: Pick<Situation, "rotation" | "policy" | "servers" | "at">,
): void {
  const { rotation, servers, at } = situation;
  const policy = policyIn(situation.policy);
  const hosts = parseServers(servers).hosts.filter(
    ({ host }) => findRule(policy, host)?.host === rotation.host,
  );
  if (!hosts.some(({ servings }) => servings.some((serving) => isInForce(serving, at)))) {
    const message = `says of no server of ${rotation.host} what it shows on ${textOfInstant(at)}`;
    throw new RotationFileError(servers.name, [{ pointer: "/hosts", message }]);
  }
  for (const host of hosts) requireNoChange(host, situation);
}

function requireNoChange(
  { host, servings }: HostTimeline,
  { rotation, servers, at }: Pick<Situation, "rotation" | "servers" | "at">,
): void {
  const ours = new Set(rotation.keys.map(({ spki }) => spki));
  const keysOf = ({ keys }: ServedPath): readonly string[] =>
    keys.filter(({ spki }) => ours.has(spki)).map(({ spki }) => spki);
  const now = servings.filter((serving) => isInForce(serving, at)).flatMap(({ paths }) => paths);
  const shown = new Set(now.flatMap(keysOf));
  const changing = servings.find(
    ({ from, paths }) =>
      from > at && paths.map(keysOf).some((keys) => !keys.some((key) => shown.has(key))),
  );
  if (changing === undefined) return;
  const day = textOfInstant(changing.from);
  const message = `plans another key for ${host} on ${day}, and a rotation plans that itself`;
  const hint = "take that entry out: it is written when the step is taken";
  throw new RotationFileError(servers.name, [{ pointer: "/hosts", message, hint }]);
}

function isInForce({ from, until }: Serving, at: number): boolean {
  return from <= at && at < until;
}
