import { createPrivateKey } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { pinOf } from "@tlspin/core";
import { type ForgedParty, forgeRoot, type Servers, startServers } from "@tlspin/testing";

import { newFolder, type Run, tlspin } from "./tlspin.ts";

/** A genuine server, and the files that a drill of its clients is given. */
export interface DrillWorld {
  readonly folder: string;
  /** Where its drills keep what is temporary. Other drills of this machine keep it elsewhere. */
  readonly temporary: string;
  readonly servers: Servers;
  /** Where the genuine server is. */
  readonly upstream: string;
  /** The pins by the name of what they pin. */
  readonly pins: Readonly<Record<"leaf" | "backup" | "issuer", string>>;
  /** Writes pins.json. What is left out is as in the README. */
  policy(rule?: object, others?: readonly object[]): void;
}

/** Starts it. Close `servers` when done. */
export async function startDrillWorld(): Promise<DrillWorld> {
  const root = await forgeRoot({ name: "Example Root" });
  const issuer = await root.issueCa({ name: "Example Issuing CA 3", nameDer: ISSUER_NAME });
  const leaf = await issuer.issueLeaf({ hosts: ["api.example.com", "pay.example.com"] });
  const [backup, stranger] = [await root.issueLeaf(HOSTS), await root.issueLeaf(HOSTS)];
  const tls = { cert: leaf.pem + issuer.pem, key: leaf.keyPem };
  const servers = await startServers([{ name: "genuine", protocol: "any", tls }]);
  const folder = newFolder();
  const temporary = join(folder, "temporary");
  mkdirSync(temporary);
  const files = {
    "root.pem": root.pem,
    "chain.pem": leaf.pem + issuer.pem,
    "backup.key.pem": backup.keyPem,
    "backup.der": createPrivateKey(backup.keyPem).export({ type: "pkcs8", format: "der" }),
    "stranger.key.pem": stranger.keyPem,
    "issuer.key.pem": issuer.keyPem,
  };
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  const pins = { leaf: pin(leaf), backup: pin(backup), issuer: pin(issuer) };
  const usual = {
    host: "api.example.com",
    includeSubdomains: false,
    pins: [pins.leaf],
    backupPins: [pins.backup],
  };
  const policy = (rule: object = {}, others: readonly object[] = []): void => {
    const more = others.map((other) => ("exclude" in other ? other : { ...usual, ...other }));
    const hosts = [{ ...usual, ...rule }, ...more];
    const json = { version: 1, revision: 7, unlistedHosts: "unpinned", hosts };
    writeFileSync(join(folder, "pins.json"), JSON.stringify(json));
  };
  policy();
  const upstream = `127.0.0.1:${servers.port("genuine")}`;
  return { folder, temporary, servers, upstream, pins, policy };
}

/** Runs `tlspin drill … --json -- node program.ts …` as a process. */
export function drill(
  { folder, temporary }: DrillWorld,
  flags: readonly string[],
  program: readonly string[],
): Promise<Run> {
  const [file = "", ...args] = program;
  const path = fileURLToPath(new URL(`programs/${file}.ts`, import.meta.url));
  const words = ["drill", ...flags, "--", process.execPath, path, ...args];
  return tlspin(words, { cwd: folder, env: { ...programEnv(folder), TMPDIR: temporary } });
}

/** What a rehearsal of one scenario found. */
export interface Rehearsed {
  readonly scenario: string;
  readonly host: string;
  readonly outcome: string;
  readonly why: string;
  readonly todo?: string;
  readonly counted?: Readonly<Record<string, number>>;
  readonly leaks: readonly Readonly<Record<string, unknown>>[];
}

/** The rehearsals of a run with `--json`. */
export function rehearsalsIn({ stdout, stderr }: Run): readonly Rehearsed[] {
  if (stdout === "") throw new Error(stderr);
  const { rehearsals }: { rehearsals: readonly Rehearsed[] } = JSON.parse(stdout);
  return rehearsals;
}

function programEnv(folder: string): Readonly<Record<string, string>> {
  return {
    NODE_OPTIONS: "--conditions=@tlspin/source --no-warnings",
    NODE_EXTRA_CA_CERTS: join(folder, "root.pem"),
    HTTPS_PROXY: "http://proxy.example.org:3128",
    NODE_USE_ENV_PROXY: "1",
  };
}

function pin({ spki }: ForgedParty): string {
  return pinOf(spki);
}

const HOSTS = { hosts: ["api.example.com"] };

// O=Example, CN=CA: a name of several parts, as those of real CAs are.
const ISSUER_NAME = Buffer.from(
  "301f3110300e060355040a0c074578616d706c65310b300906035504030c024341",
  "hex",
);
