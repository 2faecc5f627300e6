import { findRule, type Hostname, type Policy, type SpkiPin } from "@tlspin/core";

import type { Edit } from "../edit/edit.ts";
import { RotationFileError } from "../errors.ts";
import { type Instant, textOfInstant } from "../instant.ts";
import type { NamedText } from "../named-text.ts";
import { readFile } from "../read-file.ts";
import { parseServers } from "../servers/parse-servers.ts";
import type { ServersFile } from "../servers/servers-file.ts";
import { SERVERS_FILE } from "../servers/servers-schema.ts";
import type { FoundRule } from "./pinned-rule.ts";
import type { RotationKey } from "./rotation.ts";
import { nameOf } from "./served-edits.ts";
import type { NewKey } from "./take-over.ts";
import type { PlacedKey } from "./taken-keys.ts";

/** What names are taken from. */
export interface NameSources {
  readonly known: readonly RotationKey[];
  readonly reserves: readonly NewKey[];
  readonly servers: NamedText;
}

/** Names for keys: what `servers.json` calls them, else as was wanted, else the next free letter. */
export function namesFor(
  keys: readonly PlacedKey[],
  { known, reserves, servers }: NameSources,
): ReadonlyMap<SpkiPin, string> {
  const file = readFile(SERVERS_FILE, servers);
  const taken = new Set([...Object.keys(file.keys), ...known.map(({ name }) => name)]);
  const names = new Map<SpkiPin, string>();
  for (const { spki } of keys) {
    const wanted = reserves.find((key) => key.spki === spki)?.name;
    const chosen = nameOf(file, spki) ?? firstFree(wanted === undefined ? [] : [wanted], taken);
    taken.add(chosen);
    names.set(spki, chosen);
  }
  return names;
}

function firstFree(wanted: readonly string[], taken: ReadonlySet<string>): string {
  const free = [...wanted, ...LETTERS].find((name) => !taken.has(name));
  return free ?? `key ${taken.size + 1}`;
}

/** What begins to be known of the servers of a rule. */
export interface Beginning {
  readonly policy: Policy;
  readonly found: FoundRule;
  readonly names: ReadonlyMap<SpkiPin, string>;
  readonly at: Instant;
}

/**
 * The edits by which `servers.json` knows each key by name, and, where it has no server of the rule,
 * says that servers show what the policy pins: each current pin somewhere.
 *
 * @throws {RotationFileError} The policy pins CAs, so that what servers show cannot be told from it.
 */
export function startOfServing(servers: NamedText, start: Beginning): readonly Edit[] {
  const file = readFile(SERVERS_FILE, servers);
  const { host } = start.found.rule;
  const isKnown = file.hosts.some((each) => findRule(start.policy, each.host)?.host === host);
  const unnamed = [...start.names].filter(([spki]) => nameOf(file, spki) === undefined);
  return [
    ...unnamed.map(([spki, name]): Edit => ({ op: "add", path: `/keys/${name}`, value: spki })),
    ...(isKnown ? [] : [firstServing(servers, file, start)]),
  ];
}

function firstServing(servers: NamedText, file: ServersFile, start: Beginning): Edit {
  const { rule } = start.found;
  const paths = rule.pins.flatMap((pin) => {
    const name = "spki" in pin ? (nameOf(file, pin.spki) ?? start.names.get(pin.spki)) : undefined;
    return name === undefined || pin.at === "ca" ? [] : [[name]];
  });
  if (paths.length < rule.pins.length) {
    const message = `has no server of ${rule.host}, and its pins do not tell which chain it shows`;
    const hint = "write the keys of its chain into it, leaf first";
    throw new RotationFileError(servers.name, [{ pointer: "/hosts", message, hint }]);
  }
  const serves = [{ from: textOfInstant(start.at), paths }];
  return { op: "add", path: "/hosts/-", value: { host: rule.host, serves } };
}

/** The keys that servers of a rule show at a moment. */
export function servedNow(
  servers: NamedText,
  { policy, host, at }: { readonly policy: Policy; readonly host: Hostname; readonly at: Instant },
): ReadonlySet<SpkiPin> {
  const shown = parseServers(servers)
    .hosts.filter((each) => findRule(policy, each.host)?.host === host)
    .flatMap(({ servings }) => servings)
    .filter(({ from, until }) => from <= at && at < until)
    .flatMap(({ paths }) => paths)
    .flatMap(({ keys }) => keys.map(({ spki }) => spki));
  return new Set(shown);
}

const LETTERS = Array.from("ABCDEFGHIJKLMNOPQRSTUVWXYZ");
