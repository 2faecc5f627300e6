import { type Platform, PLATFORMS } from "@tlspin/formats";
import {
  addRelease,
  isSameRelease,
  type Ledger,
  nameOfRelease,
  type Release,
  type Snapshot,
  snapshotOf,
  textOfInstant,
} from "@tlspin/rotation";
import { type Command, Option } from "commander";

import { type Answer, say } from "../answer.ts";
import { usageError } from "../command-error.ts";
import { dateOf } from "../date-flag.ts";
import { paint } from "../paint.ts";
import { printable } from "../printable.ts";
import { readPolicy } from "../read-policy.ts";
import { addStateFlag, readLedger, type StateFlag, writeLedger } from "../rotation/state-folder.ts";
import { taggedPolicies } from "../rotation/tagged-policies.ts";
import { tableLines } from "../table.ts";

/** Declares `tlspin release`, with `add` and `list`. */
export function define(command: Command): void {
  command.helpCommand(false);
  addStateFlag(
    command
      .command("add")
      .description("record a release and the policy that it carries")
      .argument("[version]", "the version that users see; with --tags, those of the tags")
      .requiredOption("--app <name>", "the app, by the name that you give it")
      .addOption(
        new Option("--platform <system>", "which system matches its pins")
          .choices([...PLATFORMS])
          .default("tlspin"),
      )
      .option("--policy <file>", "the policy that it carries (default: pins.json)")
      .option("--released <date>", "when it reached the first users (default: today)", dateOf)
      .option("--ended <date>", "from when nobody can use it any more", dateOf)
      .option("--tags <pattern>", "record the policy of each git tag like this, as v*")
      .option("--note <text>", "a note for people"),
  )
    .helpOption("-h, --help", "print help")
    .option("--json", "print one JSON document")
    .addHelpText("after", AFTER_ADD)
    .action(async (version: string | undefined, flags: AddFlags) =>
      say(await add(version, flags), flags),
    );
  addStateFlag(command.command("list").description("list the releases that were recorded"))
    .helpOption("-h, --help", "print help")
    .option("--json", "print one JSON document")
    .action(async (flags: ListFlags) => say(await list(flags), flags));
}

interface ListFlags extends StateFlag {
  readonly json?: boolean;
}

interface AddFlags extends ListFlags {
  readonly app: string;
  readonly platform: Platform;
  readonly policy?: string;
  readonly released?: Date;
  readonly ended?: Date;
  readonly tags?: string;
  readonly note?: string;
}

async function add(version: string | undefined, flags: AddFlags): Promise<Answer> {
  const file = await readLedger(flags);
  const carried = await carriedPolicies(version, file.ledger, flags);
  const releases = carried.map(({ release }) => release);
  const ledger = releases.reduce<Ledger>(addRelease, file.ledger);
  await writeLedger(
    file,
    ledger,
    carried.flatMap(({ snapshot }) => (snapshot === undefined ? [] : [snapshot])),
  );
  return addedAnswer(releases, file.ledger, file.path);
}

interface Carried {
  readonly release: Release;
  /** Absent where the release was recorded before, and only ends. */
  readonly snapshot?: Snapshot;
}

async function carriedPolicies(
  version: string | undefined,
  ledger: Ledger,
  flags: AddFlags,
): Promise<readonly Carried[]> {
  if ((version === undefined) === (flags.tags === undefined)) {
    throw usageError("a release has one version", "name it, or read several with --tags 'v*'");
  }
  if (version !== undefined) return [await carriedBy(version, ledger, flags)];
  const tagged = await taggedPolicies(flags.tags ?? "", flags.policy ?? POLICY);
  return tagged.map(({ policy, version: tag, day }) =>
    carriedOf(snapshotOf(policy), { version: tag, released: day }, flags),
  );
}

async function carriedBy(version: string, ledger: Ledger, flags: AddFlags): Promise<Carried> {
  const known = ledger.releases.find((each) => isSameRelease(each, { ...flags, version }));
  // CI may run again on another day.
  const released = flags.released?.getTime() ?? known?.released ?? today();
  const ended = known === undefined ? undefined : endOf({ ...known, released }, flags);
  if (ended !== undefined) return { release: ended };
  const { policy } = await readPolicy(flags.policy ?? POLICY);
  return carriedOf(snapshotOf(policy), { version, released }, flags);
}

/** Who only ends a release need not have its policy at hand. */
function endOf(release: Release, { ended, policy }: AddFlags): Release | undefined {
  if (ended === undefined || policy !== undefined) return undefined;
  return { ...release, ended: ended.getTime() };
}

function carriedOf(
  snapshot: Snapshot,
  named: Pick<Release, "version" | "released">,
  { app, platform, ended, note }: AddFlags,
): Carried {
  const release = {
    app,
    platform,
    ...named,
    policy: snapshot.hash,
    ...(ended === undefined ? {} : { ended: ended.getTime() }),
    ...(note === undefined ? {} : { note }),
  };
  return { release, snapshot };
}

function today(): number {
  const now = Date.now();
  return now - (now % (24 * 60 * 60 * 1000));
}

function addedAnswer(releases: readonly Release[], before: Ledger, path: string): Answer {
  const known = before.releases.length;
  const count = releases.length === 1 ? "1 release" : `${releases.length} releases`;
  return {
    exitCode: 0,
    document: { ledger: path, recorded: releases.map(documentOf) },
    text: [
      ...releases.map(
        (release) =>
          `${paint("bold", printable(nameOfRelease(release)))}  ${daysOf(release)}  policy ${release.policy.slice(0, 12)}`,
      ),
      "",
      `Recorded: ${count} in ${printable(path)}${known === 0 ? ", which is new: commit it" : ""}.`,
    ].join("\n"),
  };
}

async function list(flags: ListFlags): Promise<Answer> {
  const { path, ledger } = await readLedger(flags);
  const { releases } = ledger;
  const rows = releases.map((release) => [
    printable(nameOfRelease(release)),
    daysOf(release),
    `policy ${release.policy.slice(0, 12)}`,
    printable(release.note ?? ""),
  ]);
  const count = releases.length === 1 ? "1 release" : `${releases.length} releases`;
  return {
    exitCode: 0,
    document: { ledger: path, releases: releases.map(documentOf) },
    text: [...tableLines(rows, []), ...(rows.length === 0 ? [] : [""]), `${count}.`].join("\n"),
  };
}

function documentOf({ released, ended, ...rest }: Release): object {
  return {
    ...rest,
    released: textOfInstant(released),
    ...(ended === undefined ? {} : { ended: textOfInstant(ended) }),
  };
}

function daysOf({ released, ended }: Release): string {
  return `${textOfInstant(released)}${ended === undefined ? "" : ` to ${textOfInstant(ended)}`}`;
}

const POLICY = "pins.json";

const AFTER_ADD = `
Call it from CI where a version goes out to users. The policy is kept in
.tlspin/policies/ under the SHA-256 of its content, and never changed. Recording
a release again changes nothing, but may say when it ended.

Examples:
  $ tlspin release add 4.2.0 --app desktop
  $ tlspin release add 3.1.0 --app mobile --platform ios --released 2026-11-01
  $ tlspin release add 4.1.0 --app desktop --ended 2027-01-01
  $ tlspin release add --app desktop --tags 'v*'`;
