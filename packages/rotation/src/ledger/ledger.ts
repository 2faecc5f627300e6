import { type FileProblem, RotationFileError } from "../errors.ts";
import { textOfInstant } from "../instant.ts";
import type { NamedText } from "../named-text.ts";
import { readFile } from "../read-file.ts";
import { LEDGER_FILE } from "./ledger-schema.ts";
import { isSameRelease, type Ledger, nameOfRelease, type Release } from "./release.ts";

/**
 * Reads `releases.json`.
 *
 * @throws {RotationFileError} With every problem at once, each with its JSON Pointer.
 */
export function parseLedger(file: NamedText): Ledger {
  const { releases, $schema: schema } = readFile(LEDGER_FILE, file);
  const problems = releases.flatMap((release, index) => problemsOf(release, index, releases));
  if (problems.length > 0) throw new RotationFileError(file.name, problems);
  return { releases, ...(schema === undefined ? {} : { schema }) };
}

/** Writes `releases.json`. Parsing it gives the same ledger. */
export function formatLedger({ schema, releases }: Ledger): string {
  const file = {
    ...(schema === undefined ? {} : { $schema: schema }),
    version: 1,
    releases: releases.map(({ released, ended, ...rest }) => ({
      ...rest,
      released: textOfInstant(released),
      ...(ended === undefined ? {} : { ended: textOfInstant(ended) }),
    })),
  };
  return `${JSON.stringify(file, undefined, 2)}\n`;
}

/**
 * Adds a release, or ends one that is there. What was recorded is never changed otherwise: users have it.
 *
 * @throws {RotationFileError} It was recorded with another policy or another date.
 */
export function addRelease(ledger: Ledger, release: Release): Ledger {
  const index = ledger.releases.findIndex((each) => isSameRelease(each, release));
  const known = ledger.releases[index];
  if (known === undefined) return { ...ledger, releases: [...ledger.releases, release] };

  const changed = known.policy !== release.policy ? "policy" : "released";
  if (known.policy !== release.policy || known.released !== release.released) {
    const message = `${nameOfRelease(release)} was recorded with another ${changed === "policy" ? "policy" : "date"}`;
    const hint =
      "a version that users have keeps what it shipped: give the new build a new version";
    throw new RotationFileError("releases.json", [
      { pointer: `/releases/${index}/${changed}`, message, hint },
    ]);
  }
  return { ...ledger, releases: ledger.releases.with(index, { ...known, ...release }) };
}

function problemsOf(
  release: Release,
  index: number,
  releases: readonly Release[],
): readonly FileProblem[] {
  const { released, ended = Infinity } = release;
  const first = releases.findIndex((other) => isSameRelease(other, release));
  return [
    ...(first < index
      ? [{ pointer: `/releases/${index}`, message: `repeats the release of /releases/${first}` }]
      : []),
    ...(ended <= released
      ? [{ pointer: `/releases/${index}/ended`, message: "is not after the release" }]
      : []),
  ];
}
