import { Command, CommanderError } from "commander";

import { versionText } from "./version.ts";

/**
 * Runs the command: parses the arguments, loads the one subcommand that they name, and sets the exit
 * code. It never throws and never ends the process, so that output is written in full.
 */
export async function main(args: readonly string[]): Promise<void> {
  // A reader that has seen enough (`| head`) is no fault.
  process.stdout.on("error", () => {});
  const program = programOf();
  try {
    await defineAsked(program, args);
    await program.parseAsync(args, { from: "user" });
  } catch (error) {
    await sayError(error, args);
  }
}

function programOf(): Command {
  const program = new Command("tlspin")
    .description("TLS pinning that fails closed: make a policy, judge it, keep its keys.")
    .version(versionText(), "-V, --version", "print the version")
    .helpOption("-h, --help", "print help")
    .commandsGroup(MORE)
    .helpCommand("help [command]", "print help for a command")
    .usage("<command> [options]")
    .exitOverride()
    .configureOutput({ outputError: () => {} }) // sayFault says it
    .configureHelp({ helpWidth: 80 })
    .addHelpText("after", AFTER_HELP);
  for (const { name, summary, group, hidden = false } of COMMANDS) {
    program
      .command(name, { hidden })
      .description(summary)
      .helpGroup(group)
      .helpOption("-h, --help", "print help");
  }
  return program;
}

// Only the command that was asked for is loaded, so that help and short commands start at once. The
// second word counts where the first is about a command: help, complete.
async function defineAsked(program: Command, args: readonly string[]): Promise<void> {
  const named = new Set(args.filter((arg) => !arg.startsWith("-")).slice(0, 2));
  for (const command of program.commands) {
    const entry = COMMANDS.find(({ name }) => name === command.name() && named.has(name));
    if (entry !== undefined) (await entry.load()).define(command);
  }
}

async function sayError(error: unknown, args: readonly string[]): Promise<void> {
  if (error instanceof CommanderError && HELP_SHOWN.has(error.code)) {
    process.exitCode = error.exitCode === 0 ? 0 : 2;
    return;
  }
  const { sayFault } = await import("./fault.ts");
  const command = COMMANDS.some(({ name }) => name === args[0]) ? `tlspin ${args[0]}` : "tlspin";
  sayFault(error, { json: args.includes("--json"), command });
}

interface CommandEntry {
  readonly name: string;
  readonly summary: string;
  readonly group: string;
  /** For programs: help does not list it. */
  readonly hidden?: boolean;
  readonly load: () => Promise<{ readonly define: (command: Command) => void }>;
}

const HELP_SHOWN: ReadonlySet<string> = new Set([
  "commander.help",
  "commander.helpDisplayed",
  "commander.version",
]);

const START = "Start here:";
const MORE = "More:";

const COMMANDS: readonly CommandEntry[] = [
  {
    name: "init",
    summary: "pin hosts: write pins.json, and a backup key with its CSR",
    group: START,
    load: () => import("./commands/init.ts"),
  },
  {
    name: "check",
    summary: "audit the live servers: pins, backups, certificates, TLS, HSTS",
    group: START,
    load: () => import("./commands/check.ts"),
  },
  {
    name: "drill",
    summary: "rehearse attacks on your own program: refused, with 0 bytes?",
    group: START,
    load: () => import("./commands/drill.ts"),
  },
  {
    name: "rotate",
    summary: "move to the next key: no step is taken that cuts somebody off",
    group: START,
    load: () => import("./commands/rotate.ts"),
  },
  {
    name: "explain",
    summary: "say which rule applies to a host, and judge its chain",
    group: MORE,
    load: () => import("./commands/explain.ts"),
  },
  {
    name: "lint",
    summary: "list every problem of a policy, and what will hurt later",
    group: MORE,
    load: () => import("./commands/lint.ts"),
  },
  {
    name: "diff",
    summary: "say what a change of a policy opens, bricks, narrows or widens",
    group: MORE,
    load: () => import("./commands/diff.ts"),
  },
  {
    name: "simulate",
    summary: "say who a change of keys cuts off, when, and by which step",
    group: MORE,
    load: () => import("./commands/simulate.ts"),
  },
  {
    name: "release",
    summary: "record which policy each version of an app carries",
    group: MORE,
    load: () => import("./commands/release.ts"),
  },
  {
    name: "calendar",
    summary: "list the dates to come, as text, .ics, a picture or a page",
    group: MORE,
    load: () => import("./commands/calendar.ts"),
  },
  {
    name: "pin",
    summary: "print the pin of a certificate, key, CSR or live host",
    group: MORE,
    load: () => import("./commands/pin.ts"),
  },
  {
    name: "key",
    summary: "make the next keys and their CSRs, and verify renewals",
    group: MORE,
    load: () => import("./commands/key.ts"),
  },
  {
    name: "demo",
    summary: "watch an attack succeed without pins, and be refused with them",
    group: MORE,
    load: () => import("./commands/demo.ts"),
  },
  {
    name: "should-i-pin",
    summary: "ask what decides whether pinning helps you, and say no if not",
    group: MORE,
    load: () => import("./commands/should-i-pin.ts"),
  },
  {
    name: "completion",
    summary: "print what completes tlspin in bash, zsh or fish",
    group: MORE,
    load: () => import("./commands/completion.ts"),
  },
  {
    name: "complete",
    summary: "say how a command line may go on",
    group: MORE,
    hidden: true,
    load: () => import("./commands/complete.ts"),
  },
];

const AFTER_HELP = `
Examples:
  $ tlspin init api.example.com
  $ tlspin explain pins.json api.example.com
  $ tlspin pin certificate.pem

Exit codes: 0 fine; 1 findings, an invalid policy or a rejection; 2 usage or an
unreadable file; 3 nothing failed, but something could not be checked.
Every command takes --json.`;
