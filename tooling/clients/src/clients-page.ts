import { readFileSync } from "node:fs";
import { join } from "node:path";

import type { PinnedProof } from "@tlspin/testing";

import { IGNORED_BY } from "./ignored.ts";
import { LIBRARIES } from "./libraries.ts";
import type { Library } from "./library.ts";

/** Where the page is. */
export const PAGE: string = join(import.meta.dirname, "../../../docs/clients.md");

/** What became of each library, by name. */
export type Proofs = ReadonlyMap<string, PinnedProof>;

/** The page on client libraries, as a run of them has it. */
export function clientsPage(proofs: Proofs): string {
  return [
    INTRODUCTION,
    ...LIBRARIES.map((library) => sectionOf(library, proofs.get(library.name))),
    "## Libraries without a place for pins",
    "mysql2 asks no check of the caller's, whatever it is given, and has no option for a socket that speaks TLS already. Its connections are pinned by [`@tlspin/node/register`](../packages/node/README.md), which pins every JavaScript client of a process.",
    `${ignoredOf(IGNORED_BY.mysql2)}\n`,
  ].join("\n\n");
}

function sectionOf(library: Library, proof: PinnedProof | undefined): string {
  const { name, file, note, ignored } = library;
  const code = readFileSync(join(import.meta.dirname, `../clients/${file}.ts`), "utf8");
  return [
    `## ${name}`,
    [doorOf(library), foundOf(proof), dialsOf(proof), note, answeredBy(library)]
      .filter((sentence) => sentence !== undefined)
      .join(" "),
    `\`\`\`typescript\n${code}\`\`\``,
    ...(ignored.length === 0 ? [] : [ignoredOf(ignored)]),
  ].join("\n\n");
}

function doorOf({ shape }: Library): string {
  return `\`${shape}\`, ${shape === "tlsOptions()" ? "hook-only" : "guarded"}.`;
}

function foundOf(proof: PinnedProof | undefined): string {
  if (proof?.found === undefined) return "The error is lost.";
  const { error, path } = proof.found;
  const what = error === undefined ? "Of the error, its text is left, in" : "The error is";
  if (path !== "") return `${what} ${error === undefined ? "" : "in "}\`${path}\`.`;
  return `${what} what is thrown.`;
}

function dialsOf(proof: PinnedProof | undefined): string {
  return `Refused, it dialled ${proof?.dials === 1 ? "once" : "more than once"}.`;
}

function answeredBy({ backend }: Library): string | undefined {
  return backend === undefined ? undefined : `Here ${backend.name} answered.`;
}

function ignoredOf(ignored: readonly { readonly code: string }[]): string {
  const lines = ignored.map(({ code }) => `- \`${code}\``);
  return `What looks right, and let application bytes through:\n\n${lines.join("\n")}`;
}

const INTRODUCTION = `# Client libraries

<!-- written by \`pnpm exec node --conditions=@tlspin/source tooling/clients/src/write-clients.ts\`, held to a run of what it shows by a test -->

Each block is a file that a test runs, in Node.js, through [\`assertPinned\`](../packages/testing/README.md#is-your-client-pinned): a trusted server with another key got 0 application bytes from it, the pinned one was reached, and after a change of the policy nothing went over a resumed connection. What is _guarded_ sends nothing over a connection that was kept either; what is _hook-only_ may. \`findPinError\` found the error where a section says.

In your own program, leave \`OpenClient\` away: make the pinning once, with \`createPinning\`, and use the lines inside.`;
