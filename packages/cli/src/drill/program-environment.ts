import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { CommandError } from "../command-error.ts";
import { causeOf } from "../system-error.ts";
import { ORDERS, type Orders } from "./orders.ts";

/** A folder of the drill's own, with the CAs that the program is to trust. */
export interface Backstage {
  readonly folder: string;
  /** PEM. */
  readonly ca: string;
  /** Writes the orders of one run, and gives the environment that leads to them. */
  prepare(orders: Pick<Orders, "routes" | "allow">): Promise<Prepared>;
  close(): Promise<void>;
}

export interface Prepared {
  readonly env: NodeJS.ProcessEnv;
  readonly journal: string;
}

/**
 * Makes the folder.
 *
 * @param cas - PEM of the drill's CAs. What NODE_EXTRA_CA_CERTS names already stays trusted.
 * @throws {CommandError} That file cannot be read.
 */
export async function openBackstage(cas: readonly string[]): Promise<Backstage> {
  const trusted = [...cas, await extraCas()].join("\n");
  const folder = await mkdtemp(join(tmpdir(), "tlspin-drill-"));
  const ca = join(folder, "ca.pem");
  await writeFile(ca, trusted);
  let runs = 0;
  return {
    folder,
    ca,
    prepare: (orders) => prepare(orders, { folder, ca, run: ++runs }),
    close: () => rm(folder, { recursive: true, force: true }),
  };
}

interface Place {
  readonly folder: string;
  readonly ca: string;
  readonly run: number;
}

async function prepare(
  orders: Pick<Orders, "routes" | "allow">,
  { folder, ca, run }: Place,
): Promise<Prepared> {
  const [path, journal] = [join(folder, `orders-${run}.json`), join(folder, `journal-${run}`)];
  const environment = {
    [ORDERS]: path,
    NODE_OPTIONS: `--require ${quoted(redirectPath())}`,
    NODE_EXTRA_CA_CERTS: ca,
    // npm asks its registry for news of itself, which would look like a fallback.
    NO_UPDATE_NOTIFIER: "1",
  };
  await writeFile(journal, "");
  await writeFile(path, JSON.stringify({ ...orders, journal, environment } satisfies Orders));
  const { NODE_OPTIONS: theirs = "", ...others } = withoutProxies(process.env);
  const options = `${environment.NODE_OPTIONS} ${theirs}`.trim();
  return { env: { ...others, ...environment, NODE_OPTIONS: options }, journal };
}

/** A proxy would carry the program's connections off this machine, past the redirect. */
function withoutProxies(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const names =
    /^(?:(?:https?|all|no|ftp|socks|npm_config_(?:https?_)?)_?proxy|node_use_env_proxy)$/i;
  return Object.fromEntries(Object.entries(env).filter(([name]) => !names.test(name)));
}

async function extraCas(): Promise<string> {
  const path = process.env["NODE_EXTRA_CA_CERTS"];
  if (path === undefined || path === "") return "";
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    throw new CommandError(`NODE_EXTRA_CA_CERTS: ${path} cannot be read: ${causeOf(error)}`, {
      exitCode: 2,
      code: "file-unreadable",
      hint: "unset it, or name a file of certificates (PEM)",
    });
  }
}

/** As Node.js splits NODE_OPTIONS. */
function quoted(path: string): string {
  return `"${path.replaceAll(/["\\]/g, "\\$&")}"`;
}

// From the sources it runs through type stripping, from the build as it stands.
function redirectPath(): string {
  const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
  return fileURLToPath(new URL(`./redirect/redirect.${extension}`, import.meta.url));
}
