import { type FileProblem, RotationFileError } from "../errors.ts";
import { DAY, type Instant } from "../instant.ts";
import type { NamedText } from "../named-text.ts";
import { readFile } from "../read-file.ts";
import type { KeyEntry, PathEntry, ServingEntry } from "./servers-file.ts";
import { SERVERS_FILE } from "./servers-schema.ts";
import type { ServedPath, ServerTimeline, Serving, TimelineKey } from "./timeline.ts";

/**
 * Reads `servers.json`.
 *
 * @throws {RotationFileError} With every problem at once, each with its JSON Pointer.
 */
export function parseServers(file: NamedText): ServerTimeline {
  const { keys: entries, hosts } = readFile(SERVERS_FILE, file);
  const keys = new Map(Object.entries(entries).map(([name, entry]) => [name, keyOf(name, entry)]));
  const problems = [
    ...hosts.flatMap(({ serves }, i) => problemsOf(serves, `/hosts/${i}/serves`, keys)),
    ...repeatedHosts(hosts.map(({ host }) => host)),
  ];
  if (problems.length > 0) throw new RotationFileError(file.name, problems);
  return {
    keys: [...keys.values()],
    hosts: hosts.map(({ host, serves }) => ({
      host,
      servings: serves.map((entry) => servingOf(entry, serves, keys)),
    })),
  };
}

type Keys = ReadonlyMap<string, TimelineKey>;

function keyOf(name: string, entry: KeyEntry): TimelineKey {
  if (typeof entry === "string") return { name, spki: entry };
  const { spki, certificate, type } = entry;
  return {
    name,
    spki,
    ...(certificate === undefined ? {} : { certificate }),
    ...(type === undefined ? {} : { keyType: type }),
  };
}

function servingOf(entry: ServingEntry, all: readonly ServingEntry[], keys: Keys): Serving {
  const { from, until = endOf(entry, all), paths, note } = entry;
  return {
    from,
    until,
    paths: paths.map((path) => pathOf(path, keys)),
    ...(note === undefined ? {} : { note }),
  };
}

/** What says no end is served until what comes next has reached every server. */
export function endOf({ from }: ServingEntry, all: readonly ServingEntry[]): Instant {
  const later = all.filter((other) => other.from > from);
  const next = Math.min(...later.map((other) => other.from));
  const rollOuts = later.filter((other) => other.from === next).map((other) => other.rollOutDays);
  return next + Math.max(0, ...rollOuts) * DAY;
}

function pathOf({ keys: names, platforms }: PathEntry, keys: Keys): ServedPath {
  return {
    keys: names.flatMap((name) => keys.get(name) ?? []),
    ...(platforms === undefined ? {} : { platforms }),
  };
}

function problemsOf(
  serves: readonly ServingEntry[],
  pointer: string,
  keys: Keys,
): readonly FileProblem[] {
  return serves.flatMap(({ from, until = Infinity, paths }, i) => [
    ...(until <= from
      ? [{ pointer: `${pointer}/${i}/until`, message: "is not after its beginning" }]
      : []),
    ...paths.flatMap((path, j) =>
      path.keys
        .filter((name) => !keys.has(name))
        .map((name) => ({
          pointer: `${pointer}/${i}/paths/${j}`,
          message: `names a key that "keys" does not have: ${name}`,
        })),
    ),
  ]);
}

function repeatedHosts(hosts: readonly string[]): readonly FileProblem[] {
  return hosts.flatMap((host, i) =>
    hosts.indexOf(host) < i
      ? [
          {
            pointer: `/hosts/${i}/host`,
            message: `${host} stands at /hosts/${hosts.indexOf(host)} already`,
          },
        ]
      : [],
  );
}
