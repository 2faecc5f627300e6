import { writeFile } from "node:fs/promises";
import { join } from "node:path";

import { type Cast, HOST } from "./cast.ts";
import type { PolicyName } from "./story.ts";

/** The policy file of each name. */
export type PolicyFiles = Readonly<Record<PolicyName, string>>;

/** Writes the policies: the one that stays at `pins`, the others in a folder that is removed. */
export async function writePolicies(
  cast: Cast,
  { pins, folder }: { readonly pins: string; readonly folder: string },
): Promise<PolicyFiles> {
  const files: PolicyFiles = {
    leaf: pins,
    ca: join(folder, "ca-pins.json"),
    expired: join(folder, "expired-pins.json"),
  };
  const { leaf, backup, issuing, nextIssuing } = cast.pins;
  const leafRule = {
    pins: [{ spki: leaf, note: "the API's key" }],
    backupPins: [{ spki: backup, note: "offline" }],
  };
  const caRule = {
    pins: [{ spki: issuing, at: "ca" }],
    backupPins: [{ spki: nextIssuing, at: "ca" }],
  };
  await write(files.leaf, leafRule);
  await write(files.ca, caRule);
  await write(files.expired, { ...leafRule, expires: "2026-01-31" });
  return files;
}

async function write(path: string, rule: object): Promise<void> {
  const policy = {
    version: 1,
    revision: 1,
    unlistedHosts: "reject",
    hosts: [{ host: HOST, includeSubdomains: false, ...rule }],
  };
  await writeFile(path, `${JSON.stringify(policy, null, 2)}\n`);
}
