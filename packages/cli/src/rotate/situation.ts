import type { Hostname } from "@tlspin/core";
import { disagreementsOf, type Rotation, type Situation } from "@tlspin/rotation";

import { usageError } from "../command-error.ts";
import { hostAddressOf } from "../host-address.ts";
import { policyOf } from "../read-policy.ts";
import { recordedEvidence } from "../rotation/fleet-flags.ts";
import { readRotateFiles, type RotateFiles } from "./rotate-files.ts";
import type { RotateFlags } from "./rotate-flags.ts";

/** A rotation that is under way, with its files. */
export interface UnderWay {
  readonly files: RotateFiles;
  readonly situation: Situation;
  /** Where `pins.json` is not what the rotation left. */
  readonly disagreements: readonly string[];
}

/**
 * Reads the rotation of a host, and everything that its steps are judged by.
 *
 * @throws {CommandError} There is none, or several and no host is named.
 */
export async function readUnderWay(
  host: string | undefined,
  flags: RotateFlags,
): Promise<UnderWay> {
  const files = await readRotateFiles(flags);
  const rotation = rotationOf(host, files.rotations);
  const { policy } = policyOf(files.policy.name, files.policy.text);
  const situation = { ...(await surroundingsOf(flags)), ...files, rotation };
  return { files, situation, disagreements: disagreementsOf(rotation, policy) };
}

/** Time, users and what is allowed: what a situation has besides its files. */
export async function surroundingsOf(
  flags: RotateFlags,
): Promise<Pick<Situation, "evidence" | "at" | "maxCutOff">> {
  const evidence = await recordedEvidence(flags);
  // Of users of whom nobody knows, nobody can say that a step is safe for them.
  if (evidence.ledger.releases.length === 0) {
    throw usageError("no release was recorded", "record them: tlspin release add");
  }
  return { evidence, at: momentOf(flags), maxCutOff: flags.maxCutOff / 100 };
}

/** The moment that a command is about. Files hold whole seconds. */
export function momentOf({ at }: RotateFlags): number {
  const now = at?.getTime() ?? Date.now();
  return now - (now % 1000);
}

/** A host as the command line names it. */
export function hostnameOf(text: string): Hostname {
  return hostAddressOf(text).host;
}

function rotationOf(text: string | undefined, rotations: readonly Rotation[]): Rotation {
  const [first, ...others] = rotations;
  if (first === undefined)
    throw usageError("no rotation was planned", "begin with: tlspin rotate plan");
  if (text === undefined && others.length === 0) return first;
  const hosts = rotations.map(({ host }) => host).join(", ");
  if (text === undefined) throw usageError("several rotations are under way", `name one: ${hosts}`);
  const host = hostnameOf(text);
  const named = rotations.find((rotation) => rotation.host === host);
  if (named === undefined)
    throw usageError(`no rotation of ${host} was planned`, `there is: ${hosts}`);
  return named;
}
