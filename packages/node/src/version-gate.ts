import { UnsupportedRuntimeError } from "@tlspin/core";

/** What `process.versions` says of the runtime. */
export type Versions = Readonly<Record<string, string | undefined>>;

/**
 * Admits the Node.js lines on which every attack of the contract suite ended at zero bytes. A line
 * that was not measured may call the hook late, or not at all, so it is refused.
 *
 * @param allowUntested - Lets an unmeasured Node.js pass. Never another runtime.
 * @param wayPast - How to ask for that.
 * @throws {UnsupportedRuntimeError} It says what runs here, and what to use instead.
 */
export function requireNode(
  versions: Versions,
  allowUntested: boolean,
  wayPast = "pass allowUntestedRuntime: true",
): void {
  refuseOtherRuntimes(versions);
  if (allowUntested || isMeasured(versions)) return;
  const measured = Object.entries(FLOORS).map(([major, floor]) => `${major} from ${spell(floor)}`);
  const what = versions["electron"] === undefined ? "Node.js" : "Electron's Node.js";
  const advice = `use Node.js ${measured.join(", ")}, or ${wayPast}`;
  throw new UnsupportedRuntimeError(`${what} ${versions["node"]} was not measured: ${advice}`);
}

/**
 * Deno and Bun say that they are Node.js, and have a TLS stack of their own.
 *
 * @throws {UnsupportedRuntimeError} It names the package to use.
 */
export function refuseOtherRuntimes(versions: Versions): void {
  for (const [runtime, adapter] of OTHERS) {
    if (versions[runtime] === undefined) continue;
    throw new UnsupportedRuntimeError(`@tlspin/node does not run here: use ${adapter}`);
  }
}

/**
 * Admits the releases that call a hook given to a single request on every connection
 * (CVE-2026-58040): without a guard behind it, a hook needs that.
 *
 * @throws {UnsupportedRuntimeError} The release reuses connections that the hook never saw.
 */
export function requireHook(versions: Versions): void {
  const version = parse(versions["node"]);
  const floor = version === undefined ? undefined : HOOK_FLOORS[version[0]];
  if (version !== undefined && floor !== undefined && isAtLeast(version, floor)) return;
  const floors = Object.values(HOOK_FLOORS).map(spell).join(", ");
  throw new UnsupportedRuntimeError(
    `tlsOptions() needs Node.js ${floors} or newer in its line; this is ${versions["node"]}. ` +
      "Use agent(), connect() or fetch(), which do not depend on it",
  );
}

type Version = readonly [major: number, minor: number, patch: number];

function isMeasured(versions: Versions): boolean {
  const version = parse(versions["node"]);
  if (version === undefined || versions["electron"] !== undefined) return false;
  const floor = FLOORS[version[0]];
  return floor !== undefined && isAtLeast(version, floor);
}

/** A release's version. A nightly or a release candidate is none. */
function parse(text: string | undefined): Version | undefined {
  const [, major, minor, patch] = /^(\d+)\.(\d+)\.(\d+)$/.exec(text ?? "") ?? [];
  if (major === undefined) return undefined;
  return [Number(major), Number(minor), Number(patch)];
}

function isAtLeast(version: Version, floor: Version): boolean {
  const [, minor, patch] = version;
  const [, floorMinor, floorPatch] = floor;
  return minor > floorMinor || (minor === floorMinor && patch >= floorPatch);
}

function spell(version: Version): string {
  return version.join(".");
}

// Measured by tooling/runtimes: the floor and the newest release of each line.
const FLOORS: Readonly<Record<number, Version>> = {
  22: [22, 12, 0],
  24: [24, 0, 0],
  26: [26, 0, 0],
};

// CVE-2026-58040 was fixed in these.
const HOOK_FLOORS: Readonly<Record<number, Version>> = {
  22: [22, 23, 2],
  24: [24, 18, 1],
  26: [26, 5, 1],
};

const OTHERS: readonly (readonly [string, string])[] = [
  ["deno", "@tlspin/deno"],
  ["bun", "@tlspin/bun"],
];
