import type { Command } from "commander";

import { usageError } from "../command-error.ts";
import { nodeRuntime, OWN_SERVICE } from "../demo/node.ts";
import { show } from "../demo/show.ts";
import { STORY } from "../demo/story.ts";

/** Declares `tlspin demo`. */
export function define(command: Command): void {
  command
    .option("--json", "print one JSON document")
    .addHelpText("after", AFTER_HELP)
    .action(async ({ json = false }: { readonly json?: boolean }) => {
      requireNode();
      await show({ story: STORY, runtimes: [nodeRuntime(OWN_SERVICE)], gaps: [], end: END, json });
    });
}

function requireNode(): void {
  for (const [version, name] of [
    ["bun", "Bun"],
    ["deno", "Deno"],
  ] as const) {
    if (process.versions[version] === undefined) continue;
    throw usageError(
      `the demo runs in Node.js, and this is ${name}`,
      "run it with node, or: npx tlspin demo",
    );
  }
}

const END = `Nothing is left of it. That was Node.js alone: in a clone of the repository,
pnpm demo shows Deno and Bun beside it.`;

const AFTER_HELP = `
A service calls its API, on this machine, through an attacker. All of it is real
and made anew: the PKI, the servers, the attack. Without tlspin he reads the
service's secret, with it he gets 0 bytes. Each step is checked against the
attacker's own count. Exits with 1 where one is not as shown.

Shown in Node.js alone. In a clone of the repository, pnpm demo shows Deno, Bun
and, where it is installed, Electron beside it. Nothing is left behind.

Examples:
  $ tlspin demo
  $ tlspin demo --json`;
