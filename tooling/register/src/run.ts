import { execFile } from "node:child_process";
import { join } from "node:path";

/** How a program of `programs/` is run. */
export interface Run {
  readonly node: string;
  readonly program: string;
  /** What stands before the program. */
  readonly before?: readonly string[];
  /** What the program is told, as JSON. */
  readonly orders?: unknown;
  /** What it is told instead. */
  readonly args?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
}

/** What came of it. */
export interface Outcome {
  readonly code: number | string;
  /** The JSON of each line. */
  readonly lines: readonly ProgramLine[];
  readonly stderr: string;
}

/** What a client, or the way in which a child was started, came to. */
export interface ProgramLine {
  readonly client: string;
  readonly delivered: boolean;
  readonly error?: string;
  readonly pinned?: boolean;
}

/** Runs a program to its end. */
export function run({
  node,
  program,
  before = [],
  env,
  cwd = HOME,
  ...told
}: Run): Promise<Outcome> {
  const { args: own = [JSON.stringify(told.orders ?? {})] } = told;
  const args = [...before, join(HOME, "programs", program), ...own];
  return new Promise((resolve) => {
    const options = { cwd, env: { ...clean(), ...env }, timeout: PATIENCE };
    execFile(node, args, options, (failed, stdout, stderr) => {
      const lines = stdout.split("\n").filter((line) => line.startsWith("{"));
      const code = failed?.code ?? 0;
      resolve({ code, lines: lines.map((line): ProgramLine => JSON.parse(line)), stderr });
    });
  });
}

/** Without what the machine, or the Node.js that runs the tests, says: as at our users'. */
function clean(): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _ours, NODE_EXTRA_CA_CERTS: _roots, ...env } = process.env;
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/proxy|tlspin/i.test(name)));
}

// A program that hangs is ended with the test that waits for it.
const PATIENCE = 170_000;

/** Where the programs and their packages are. */
export const HOME: string = join(import.meta.dirname, "..");

/** What a user writes. */
export const REGISTER: readonly string[] = ["--import", "@tlspin/node/register"];
