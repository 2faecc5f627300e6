import { type Orders, POLICY, POLICY_SHA256 } from "@tlspin/tls/register";

/** Gives an environment what a process or a thread with it needs to be pinned before its own code. */
export type HandDown = (env: Readonly<Record<string, string | undefined>>) => NodeJS.ProcessEnv;

/**
 * Makes what is handed down. All of it is absolute, and the policy's SHA-256 goes along: a child in another
 * folder, where other files have the same names, must not load those.
 */
export function handedDown({ path, sha256 }: Orders): HandDown {
  const untested = process.env[ALLOW_UNTESTED];
  return (env) => ({
    ...env,
    [POLICY]: path,
    [POLICY_SHA256]: sha256,
    [INHERITED]: "1",
    ...(untested === undefined ? {} : { [ALLOW_UNTESTED]: untested }),
    NODE_OPTIONS: withImport(env["NODE_OPTIONS"] ?? ""),
  });
}

/** The same arguments of Node.js, where our package's name became the address of this very file. */
export function withoutName(text: string): string {
  return text.replaceAll(/(?<![^\s"=])@tlspin\/node\/register(?![^\s"])/g, REGISTER);
}

function withImport(options: string): string {
  const others = withoutName(options);
  // It comes first, before whatever else is loaded.
  return others.startsWith(IMPORT) ? others : `${IMPORT} ${others}`.trimEnd();
}

/** Says that the process above is pinned, and has said what that covers. */
export const INHERITED = "TLSPIN_REGISTERED";

/** Lets a Node.js pass that was not measured. */
export const ALLOW_UNTESTED = "TLSPIN_ALLOW_UNTESTED_NODE";

// From the sources it runs through type stripping, from the build as it stands.
const EXTENSION = import.meta.url.endsWith(".ts") ? "ts" : "js";

// A URL has no spaces, so that it needs no quotes.
const REGISTER: string = new URL(`./register.${EXTENSION}`, import.meta.url).href;

const IMPORT = `--import=${REGISTER}`;
