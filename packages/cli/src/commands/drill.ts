import type { Policy } from "@tlspin/core";
import { type Command, InvalidArgumentError, Option } from "commander";

import { usageError } from "../command-error.ts";
import type { Finding } from "../drill/finding.ts";
import { type Listening, listenForPrograms } from "../drill/listen.ts";
import { requireNodeProgram } from "../drill/node-program.ts";
import { type Backstage, openBackstage } from "../drill/program-environment.ts";
import type { ProgramPlan } from "../drill/program.ts";
import { type PropsFlags, propsOf } from "../drill/props-of.ts";
import { type Rehearsal, rehearse } from "../drill/rehearse.ts";
import { type ReportFlags, requireOneReport, sayReport } from "../drill/say-report.ts";
import { type Scenario, SCENARIOS } from "../drill/scenarios.ts";
import { type House, openHouse } from "../drill/scenes.ts";
import { targetsOf } from "../drill/targets.ts";
import { readPolicy } from "../read-policy.ts";

/** Declares `tlspin drill`. */
export function define(command: Command): void {
  addPropFlags(command.argument("[policy]", "the policy file").argument("[program...]", PROGRAM))
    .option("--host <host>", "rehearse only this one; also names below a host", append)
    .addOption(
      new Option("--only <scenario...>", "rehearse only these").choices(
        SCENARIOS.map(({ name }) => name),
      ),
    )
    .option("--request <url|command>", "makes a server dial; done twice", append)
    .option("--for <seconds>", "end each run after this long", secondsOf)
    .option("--allow <host>", "a host that is not pinned may be dialled", append)
    .option("--expect-log <regex>", "how the output tells a refusal", regexOf)
    .option("--listen [port]", "wait for programs that are not of Node.js", portOf)
    .option("--json", "print one JSON document")
    .option("--junit [file]", "print or write JUnit's XML")
    .addHelpText("after", AFTER_HELP)
    .action(async (_policy, _program, flags: DrillFlags) => drill(wordsOf(command), flags));
}

function addPropFlags(command: Command): Command {
  return command
    .option("--backup-key <file>", "a private key whose pin is in the policy", append)
    .option("--passphrase-file <file>", "the first line opens an encrypted private key")
    .option("--chain <file>", "the pinned CA's certificate is among these (PEM)")
    .option("--upstream <host:port>", "the genuine server, or host=host:port", append);
}

interface DrillFlags extends PropsFlags, ReportFlags {
  readonly host?: readonly string[];
  readonly only?: readonly string[];
  readonly request?: readonly string[];
  readonly for?: number;
  readonly allow?: readonly string[];
  readonly expectLog?: RegExp;
  readonly listen?: number | true;
}

/** The words of the command line that are no options. */
interface Words {
  readonly policy: string;
  readonly program: readonly string[];
}

/** commander does not say which words came after `--`. */
function wordsOf({ args, parent }: Command): Words {
  const raw: unknown = parent === null ? [] : Reflect.get(parent, "rawArgs");
  const all = Array.isArray(raw) ? raw.map(String) : [];
  const dashes = all.indexOf("--");
  const program = dashes === -1 ? [] : all.slice(dashes + 1);
  const [policy = "pins.json", ...more] = args.slice(0, args.length - program.length);
  if (more.length === 0) return { policy, program };
  throw usageError(`${more[0]} is one word too many`, "write the program after --");
}

async function drill({ policy: path, program }: Words, flags: DrillFlags): Promise<void> {
  requireOneReport(flags);
  const command = await commandOf(program, flags);
  const named = await readPolicy(path);
  const targets = targetsOf(named.policy, flags.host ?? []);
  const props = await propsOf(flags, named.policy, targets);
  const redirected = command !== undefined;
  const house = await openHouse(scenariosOf(flags), targets, { ...props, redirected });
  try {
    const findings = await findingsOf({ house, policy: named.policy, command }, flags);
    const { revision } = named.policy;
    await sayReport({ policy: named.name, revision, command: program, findings }, flags);
  } finally {
    await house.close();
  }
}

async function commandOf(
  [file, ...args]: readonly string[],
  { listen }: DrillFlags,
): Promise<ProgramPlan["command"] | undefined> {
  if (file === undefined && listen === undefined) {
    throw usageError(
      "there is no program to rehearse",
      "write it after --, as in: tlspin drill -- node app.js; or give --listen",
    );
  }
  if (file === undefined) return undefined;
  if (listen !== undefined) throw usageError("--listen takes no program", "start it yourself");
  await requireNodeProgram([file]);
  return [file, ...args];
}

interface Run {
  readonly house: House;
  readonly policy: Policy;
  /** Absent where somebody else runs the programs. */
  readonly command: ProgramPlan["command"] | undefined;
}

async function findingsOf(run: Run, flags: DrillFlags): Promise<readonly Finding[]> {
  const backstage = await openBackstage(run.house.trusted);
  try {
    return await (run.command === undefined
      ? listenForPrograms(listeningOf(run, backstage, flags))
      : rehearse(rehearsalOf({ ...run, command: run.command }, backstage, flags)));
  } finally {
    await backstage.close();
  }
}

function listeningOf({ house }: Run, { ca }: Backstage, flags: DrillFlags): Listening {
  const { for: seconds, listen } = flags;
  return {
    house,
    ca,
    port: typeof listen === "number" ? listen : 0,
    isInteractive: process.stdin.isTTY || seconds === undefined,
    ...(seconds === undefined ? {} : { limit: seconds * 1000 }),
  };
}

function rehearsalOf(
  run: Pick<Rehearsal, "house" | "policy" | "command">,
  backstage: Backstage,
  { for: seconds = USUAL_LIMIT, request = [], allow = [], expectLog }: DrillFlags,
): Rehearsal {
  return {
    ...run,
    backstage,
    limit: seconds * 1000,
    requests: request,
    allow,
    ...(expectLog === undefined ? {} : { expectLog }),
  };
}

function scenariosOf({ only }: DrillFlags): readonly Scenario[] {
  return SCENARIOS.filter(({ name }) => only === undefined || only.includes(name));
}

function append(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text];
}

function secondsOf(text: string): number {
  const seconds = Number(text.replace(/s$/, ""));
  if (text.trim() !== "" && seconds > 0 && seconds <= LONGEST) return seconds;
  throw new InvalidArgumentError(`Write seconds, more than 0 and at most ${LONGEST}.`);
}

function portOf(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (port >= 1 && port <= 65_535) return port;
  throw new InvalidArgumentError("Write a port from 1 to 65535.");
}

function regexOf(text: string): RegExp {
  try {
    return new RegExp(text, "i");
  } catch {
    throw new InvalidArgumentError("Write a regular expression, as JavaScript has it.");
  }
}

const PROGRAM = "after --: the Node.js program, as in a shell";
const USUAL_LIMIT = 10;
const LONGEST = 3600;

const AFTER_HELP = `
Runs the program once per scenario, against servers on this machine that play
the hosts of the policy. Passed means: it dialled, it was refused, the server
got no application byte, an error was logged, and nothing else was tried.
What was not rehearsed is never passed.

Scenarios:
  wrong-key          another key, under a CA that the program trusts
  appended-ca        the same, the pinned CA's certificate beside it (--chain)
  downgrade          TLS is cut off, and plain text answered
  resumed            another key resumes an accepted session (--backup-key)
  backup-expired     the backup key, expired certificate (--backup-key)
  backup-wrong-host  the backup key, another host's name (--backup-key)
  backup             the backup key must be accepted (--backup-key)
  genuine            the genuine server must be accepted (--upstream)

Dials of the policy's hosts are redirected inside the program, and never leave
this machine. Other hosts are not dialled unless --allow names them; this
machine itself is.

Exits with 1 if anything failed, with 3 if anything was not rehearsed.

Examples:
  $ tlspin drill -- node app.js
  $ tlspin drill pins.json --only wrong-key downgrade -- npm start
  $ tlspin drill --request http://127.0.0.1:3000/health -- node server.js
  $ tlspin drill --backup-key key.pem --upstream 10.0.0.5:443 -- node app.js
  $ tlspin drill pins.json --listen 8443`;
