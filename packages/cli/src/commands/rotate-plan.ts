import { basename } from "node:path";

import type { Hostname } from "@tlspin/core";
import { type NewKey, takeOver } from "@tlspin/rotation";
import { type Command, InvalidArgumentError } from "commander";

import { type Answer, say } from "../answer.ts";
import { usageError } from "../command-error.ts";
import { append } from "../evidence/chain-flags.ts";
import { policyOf } from "../read-policy.ts";
import { planAnswer } from "../rotate/plan-answer.ts";
import { readRotateFiles, type RotateFiles } from "../rotate/rotate-files.ts";
import { addRotateFlags, type RotateFlags } from "../rotate/rotate-flags.ts";
import { hostnameOf, surroundingsOf } from "../rotate/situation.ts";
import { promisedKeyOf } from "../verify-key/promised-key.ts";

/** Declares `tlspin rotate plan`. */
export function define(command: Command): void {
  addRotateFlags(
    command
      .description("plan the way to the next key, each step with its first safe day")
      .argument("[host]", "the host of a rule, where the policy pins several")
      .option(
        "--reserve <pin|file>",
        "a key that was made: its pin or CSR; may be repeated",
        append,
      )
      .option("--to <key>", "the key to move to (default: the first backup)")
      .option("--roll-out <days>", "how long servers take to change over", daysOf),
  )
    .addHelpText("after", AFTER_HELP)
    .action(async (host: string | undefined, flags: PlanFlags) => {
      say(await plan(host, flags), flags);
    });
}

interface PlanFlags extends RotateFlags {
  readonly reserve?: readonly string[];
  readonly to?: string;
  readonly rollOut?: number;
}

async function plan(text: string | undefined, flags: PlanFlags): Promise<Answer> {
  const files = await readRotateFiles(flags);
  const surroundings = await surroundingsOf(flags);
  const { policy, servers } = files;
  const host = hostOf(text, files);
  const previous = files.rotations.find((rotation) => rotation.host === host);
  const taken = takeOver({
    policy,
    servers,
    host,
    reserves: await reservesOf(flags),
    at: surroundings.at,
    ...(flags.to === undefined ? {} : { to: flags.to }),
    ...(flags.rollOut === undefined ? {} : { rollOutDays: flags.rollOut }),
    ...(previous === undefined ? {} : { previous }),
  });
  const written = await files.save(taken);
  return planAnswer({ ...surroundings, policy, ...taken }, written);
}

function hostOf(text: string | undefined, { policy: { name, text: json } }: RotateFiles): Hostname {
  if (text !== undefined) return hostnameOf(text);
  const { policy } = policyOf(name, json);
  const pinned = policy.hosts.filter((rule) => rule.exclude !== true).map(({ host }) => host);
  const [first, ...others] = pinned;
  if (first !== undefined && others.length === 0) return first;
  if (first === undefined) throw usageError(`${name} pins no host`, "begin with: tlspin init");
  throw usageError(`${name} pins several hosts`, `name one: ${pinned.join(", ")}`);
}

// The CSR of an encrypted key tells its pin, so that nobody is asked for a passphrase.
async function reservesOf({ reserve = [] }: PlanFlags): Promise<readonly NewKey[]> {
  return Promise.all(
    reserve.map(async (text) => {
      const { pin: spki } = await promisedKeyOf(text, {});
      return text.startsWith("sha256/") ? { spki } : { spki, name: nameOf(text) };
    }),
  );
}

/** What a key is called after its file: `api-2027` for `api-2027.csr.pem`. */
function nameOf(path: string): string {
  return basename(path).replace(/(?:\.(?:csr|key|pub|cert?))?\.(?:pem|der|crt|csr|key)$/, "");
}

function daysOf(text: string): number {
  if (/^[0-9]{1,3}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("Write a number of days, such as 7.");
}

const AFTER_HELP = `
Takes over what pins.json says: current pins that servers show are active,
backups are published. Writes .tlspin/rotation.json, and what servers show into
.tlspin/servers.json where that does not say it yet. pins.json stays.

The days come from a simulation of everybody in the field: record releases first
(tlspin release add), and count users (--adoption) or say how fast they update
(--half-life). Each step is tried again when it is taken.

Exits with 1 where a key is missing.

Examples:
  $ tlspin key new api-2028 --host api.example.com
  $ tlspin rotate plan --reserve .tlspin/keys/api-2028.csr.pem --roll-out 7
  $ tlspin rotate plan api.example.com --to B --half-life 20 --json`;
