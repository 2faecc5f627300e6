import { findRule, type Hostname, type Policy, type SpkiPin } from "@tlspin/core";

import type { Edit } from "../edit/edit.ts";
import { RotationFileError } from "../errors.ts";
import { DAY, type Instant, textOfInstant } from "../instant.ts";
import type { NamedText } from "../named-text.ts";
import { readFile } from "../read-file.ts";
import { endOf } from "../servers/parse-servers.ts";
import type { KeyEntry, PathEntry, ServersFile, ServingEntry } from "../servers/servers-file.ts";
import { SERVERS_FILE } from "../servers/servers-schema.ts";
import type { RotationKey } from "./rotation.ts";

/** Servers change over from some keys to another one. */
export interface ChangeOver {
  readonly policy: Policy;
  /** The rule whose servers do. */
  readonly host: Hostname;
  readonly from: readonly RotationKey[];
  readonly to: RotationKey;
  readonly at: Instant;
  readonly rollOutDays: number;
}

/**
 * The edits of `servers.json` by which each server that shows an old key shows the new one instead,
 * from a moment on, and the old one no longer once all have changed over. What was is kept.
 *
 * @throws {RotationFileError} The file is not valid, or no server of that rule shows an old key then.
 */
export function changeOverEdits(servers: NamedText, change: ChangeOver): readonly Edit[] {
  const file = readFile(SERVERS_FILE, servers);
  const name = nameOf(file, change.to.spki) ?? change.to.name;
  const old = new Set(change.from.flatMap(({ spki }) => nameOf(file, spki) ?? []));
  const hosts = file.hosts.flatMap(({ host, serves }, i) =>
    findRule(change.policy, host)?.host === change.host
      ? hostEdits(serves, `/hosts/${i}/serves`, { ...change, name, old })
      : [],
  );
  if (hosts.length === 0) throw notShown(servers, change);
  return [...keyEdits(file, change.to), ...hosts];
}

function notShown(servers: NamedText, { host, from, at }: ChangeOver): RotationFileError {
  const names = from.map(({ name }) => name).join(" or ");
  const message = `shows key ${names} at no server of ${host} on ${textOfInstant(at)}`;
  const hint = "say what servers show; if they changed already, say that, and run rotate plan";
  return new RotationFileError(servers.name, [{ pointer: "/hosts", message, hint }]);
}

/** The edit by which `servers.json` knows a key by name, so that messages can use it. */
export function keyEdits(file: ServersFile, { name, spki }: RotationKey): readonly Edit[] {
  if (nameOf(file, spki) !== undefined) return [];
  return [{ op: "add", path: `/keys/${name}`, value: spki }];
}

/** The name that the file has for a key. */
export function nameOf({ keys }: ServersFile, spki: SpkiPin): string | undefined {
  return Object.entries(keys).find(([, entry]) => spkiOf(entry) === spki)?.[0];
}

function spkiOf(entry: KeyEntry): SpkiPin {
  return typeof entry === "string" ? entry : entry.spki;
}

interface NamedChange extends ChangeOver {
  readonly name: string;
  readonly old: ReadonlySet<string>;
}

function hostEdits(
  serves: readonly ServingEntry[],
  pointer: string,
  change: NamedChange,
): readonly Edit[] {
  const { at } = change;
  const current = serves.filter((entry) => entry.from <= at && at < endIn(entry, serves));
  const changing = current.filter((entry) => showsAny(entry, change.old));
  if (changing.length === 0) return [];
  // What says no end is ended by whatever comes next, also where it stays as it is.
  const staying = current.filter((entry) => !changing.includes(entry) && isOpen(entry, serves, at));
  const ends = changing.flatMap((entry) => {
    return endEdits(entry, `${pointer}/${serves.indexOf(entry)}`, change);
  });
  const value = servingOf([...changing, ...staying], change);
  return [...ends.toSorted(byRemoval), { op: "add", path: `${pointer}/-`, value }];
}

/** What comes next ends what says no end itself. What never came to be served is taken out. */
function endEdits(
  { from, until }: ServingEntry,
  pointer: string,
  { at, rollOutDays }: NamedChange,
): readonly Edit[] {
  const done = at + rollOutDays * DAY;
  const path = `${pointer}/until`;
  if (from >= done) return [{ op: "remove", path: pointer }];
  if (until !== undefined && until <= done) return [];
  const value = textOfInstant(done);
  if (until !== undefined) return [{ op: "replace", path, value }];
  return from < at ? [] : [{ op: "add", path, value }];
}

// Removals come last, from the end on, so that none moves what another edit names.
function byRemoval(a: Edit, b: Edit): number {
  const [first, second] = [a, b].map(({ op }) => (op === "remove" ? 1 : 0));
  if (first !== second) return (first ?? 0) - (second ?? 0);
  return b.path.localeCompare(a.path, "en", { numeric: true });
}

function endIn(entry: ServingEntry, serves: readonly ServingEntry[]): Instant {
  return entry.until ?? endOf(entry, serves);
}

function isOpen(entry: ServingEntry, serves: readonly ServingEntry[], at: Instant): boolean {
  if (entry.until !== undefined) return false;
  return !serves.some(({ from }) => from > entry.from && from <= at);
}

function showsAny({ paths }: ServingEntry, names: ReadonlySet<string>): boolean {
  return paths.some(({ keys }) => keys.some((key) => names.has(key)));
}

function servingOf(entries: readonly ServingEntry[], change: NamedChange): object {
  const { at, rollOutDays } = change;
  const paths = entries.flatMap((entry) => entry.paths).map((path) => pathAfter(path, change));
  return {
    from: textOfInstant(at),
    ...(rollOutDays === 0 ? {} : { rollOutDays }),
    paths: [...new Map(paths.map((path) => [JSON.stringify(path), path])).values()],
  };
}

function pathAfter({ keys, platforms }: PathEntry, { name, old }: NamedChange): unknown {
  const names = keys.map((key) => (old.has(key) ? name : key));
  return platforms === undefined ? names : { keys: names, platforms };
}
