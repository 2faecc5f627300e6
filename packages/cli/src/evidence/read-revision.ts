import { execFile } from "node:child_process";
import { relative } from "node:path";
import { promisify } from "node:util";

import { CommandError } from "../command-error.ts";
import { exists } from "../key-files.ts";
import { type NamedPolicy, policyOf, readPolicy } from "../read-policy.ts";
import { codeOf } from "../system-error.ts";

/**
 * Reads the policy that another one is compared with: of a file, or of a git revision as git spells
 * it, `main:pins.json`. `main:` alone means the file that is compared.
 *
 * @throws {CommandError} There is neither.
 * @throws {PolicyError} It is not valid.
 */
export async function readBase(text: string, compared: string): Promise<NamedPolicy> {
  const [, ref, path] = /^([^:]+):(.*)$/s.exec(text) ?? [];
  if (ref === undefined || (await exists(text))) return readPolicy(text);
  return path === undefined || path === "" ? readAtRef(ref, compared) : readObject(text);
}

/** Reads the policy that stood at a path in a git revision. */
export async function readAtRef(ref: string, path: string): Promise<NamedPolicy> {
  return readObject(`${ref}:./${relative(process.cwd(), path).replaceAll("\\", "/")}`);
}

async function readObject(name: string): Promise<NamedPolicy> {
  return policyOf(name, await blobOf(name));
}

async function blobOf(name: string): Promise<string> {
  try {
    // Behind "blob" git takes no options, so that a revision cannot pass for one.
    const { stdout } = await run("git", ["cat-file", "blob", name], { maxBuffer: LARGEST });
    return stdout;
  } catch (error) {
    throw new CommandError(`${name} cannot be read: ${gitProblem(error)}`, {
      exitCode: 2,
      code: "file-unreadable",
      hint: "name a file, or a revision and path that git knows: main:pins.json",
    });
  }
}

function gitProblem(error: unknown): string {
  if (codeOf(error) === "ENOENT") return "git is not installed";
  const said = typeof error === "object" && error !== null && "stderr" in error ? error.stderr : "";
  return (
    String(said)
      .split("\n", 1)
      .join("")
      .replace(/^fatal: /, "") || "git gives no reason"
  );
}

const run = promisify(execFile);

const LARGEST = 16 * 1024 * 1024;
