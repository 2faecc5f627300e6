import { UnsupportedRuntimeError } from "@tlspin/core";

/** What `process.versions` says of the runtime. */
export type Versions = Readonly<Record<string, string | undefined>>;

/** The runtime of one adapter, and from which release on it was measured. */
export interface MeasuredRuntime {
  readonly name: string;
  /** Its member of `process.versions`. */
  readonly key: "deno" | "bun";
  readonly adapter: string;
  /** The lowest release on which every attack of the contract suite ended at zero bytes. */
  readonly floor: Version;
  /** Below it, a door of ours let bytes through. Nobody can ask for that. */
  readonly failsOpenBelow: Version;
}

export type Version = readonly [major: number, minor: number, patch: number];

/**
 * Admits the releases of a runtime from the lowest measured one up to its next major version. An older
 * one may call the hook late, or not at all, so it is refused.
 *
 * @param allowUntested - Lets an unmeasured release pass. Never another runtime.
 * @throws {UnsupportedRuntimeError} It says what runs here, and what to use instead.
 */
export function requireRuntime(
  versions: Versions,
  runtime: MeasuredRuntime,
  allowUntested: boolean,
): void {
  requireKind(versions, runtime);
  const { name, key, floor } = runtime;
  if (isFrom(versions[key], floor)) return;
  const use = `use ${name} ${floor[0]} from ${floor.join(".")}`;
  if (failsOpen(versions[key], runtime)) {
    throw new UnsupportedRuntimeError(`${name} ${versions[key]} does not obey a hook: ${use}`);
  }
  if (allowUntested) return;
  throw new UnsupportedRuntimeError(
    `${name} ${versions[key]} was not measured: ${use}, or pass allowUntestedRuntime: true`,
  );
}

/**
 * Refuses every runtime but an adapter's own. Each has a TLS stack of its own behind the same API.
 *
 * @throws {UnsupportedRuntimeError} It names the package to use.
 */
export function requireKind(versions: Versions, { key, adapter }: MeasuredRuntime): void {
  const found = OTHERS.find(([other]) => versions[other] !== undefined);
  if (found?.[0] === key) return;
  throw new UnsupportedRuntimeError(
    `${adapter} does not run here: use ${found?.[1] ?? "@tlspin/node"}`,
  );
}

/** What has no version that can be read is taken for an old one. */
function failsOpen(text: string | undefined, { failsOpenBelow }: MeasuredRuntime): boolean {
  const version =
    /^(\d+)\.(\d+)\.(\d+)/
      .exec(text ?? "")
      ?.slice(1)
      .map(Number) ?? [];
  const at = failsOpenBelow.findIndex((part, i) => part !== version[i]);
  return at >= 0 && (version[at] ?? 0) < (failsOpenBelow[at] ?? 0);
}

/**
 * Whether a version is a release from this one on, below the next major version. A nightly, a canary or
 * a release candidate is no release.
 */
export function isFrom(text: string | undefined, floor: Version): boolean {
  const [, major, minor, patch] = /^(\d+)\.(\d+)\.(\d+)$/.exec(text ?? "") ?? [];
  if (Number(major) !== floor[0]) return false;
  return Number(minor) > floor[1] || (Number(minor) === floor[1] && Number(patch) >= floor[2]);
}

// Deno and Bun say that they are Node.js too, so they are looked for first.
const OTHERS: readonly (readonly [string, string])[] = [
  ["deno", "@tlspin/deno"],
  ["bun", "@tlspin/bun"],
  ["electron", "@tlspin/electron"],
  ["node", "@tlspin/node"],
];
