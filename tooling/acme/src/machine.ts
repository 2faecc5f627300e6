import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { snippetsOf } from "@tlspin-tooling/docs/snippets";

import { TLSPIN } from "./command.ts";
import { type Run, run } from "./program.ts";
import type { AcmeServer } from "./start-acme-server.ts";

/** A folder that stands for a machine: the page's scripts find their `/etc` and `/var/lib` in it. */
export interface Machine {
  readonly folder: string;
  /** Runs a script of the page, or what a test made of it. */
  run(script: string): Promise<Run>;
  write(path: string, content: string, mode?: number): void;
  read(path: string): string;
  exists(path: string): boolean;
  /** How often the web server was told to load its files anew. */
  reloads(): number;
  remove(): void;
}

/** Makes one whose ACME clients, real ones, ask a server on loopback. */
export function newMachine(server: AcmeServer): Machine {
  const folder = mkdtempSync(join(tmpdir(), "tlspin-machine-"));
  const at = (path: string): string => join(folder, path);
  const write = (path: string, content: string, mode = 0o600): void => {
    mkdirSync(dirname(at(path)), { recursive: true, mode: 0o700 });
    writeFileSync(at(path), content);
    chmodSync(at(path), mode);
  };
  mkdirSync(at("var/lib"), { recursive: true });
  for (const [name, script] of Object.entries(programs(folder, server)))
    write(`bin/${name}`, `#!/bin/sh\n${script}\n`, 0o755);
  write("etc/tlspin/deploy.sh", placed(scriptOf("deploy.sh"), folder), 0o755);
  return {
    folder,
    run: (script) =>
      run(["/bin/sh", "-c", placed(script, folder)], { cwd: folder, env: envOf(folder, server) }),
    write,
    read: (path) => readFileSync(at(path), "utf8"),
    exists: (path) => existsSync(at(path)),
    reloads: () =>
      existsSync(at(RELOADS)) ? readFileSync(at(RELOADS), "utf8").split("\n").length - 1 : 0,
    remove: () => rmSync(folder, { recursive: true }),
  };
}

/** A script of docs/acme.md. */
export function scriptOf(file: string): string {
  const found = snippetsOf("sh").find(
    (snippet) => snippet.file === file && snippet.place.startsWith("docs/acme.md:"),
  );
  if (found === undefined) throw new Error(`docs/acme.md has no ${file}`);
  return found.text;
}

function placed(script: string, folder: string): string {
  return script.replaceAll(/\/(?=(?:etc|var\/lib)\/)/g, `${folder}/`);
}

// The clients of the machine that runs the tests, told where the server is and which port answers it.
function programs(
  folder: string,
  { directory, challengePort }: AcmeServer,
): Record<string, string> {
  const state = ["config", "work", "logs"].map((name) => {
    return `--${name}-dir ${folder}/etc/letsencrypt${name === "config" ? "" : `/${name}`}`;
  });
  const http = `--http-01-address 127.0.0.1 --http-01-port ${challengePort}`;
  return {
    certbot: `exec /usr/bin/certbot "$@" --server ${directory} ${http} ${state.join(" ")} --register-unsafely-without-email --no-random-sleep-on-renew`,
    lego: `exec /usr/bin/lego --server ${directory} --http.port 127.0.0.1:${challengePort} "$@"`,
    systemctl: `echo "$*" >> ${folder}/${RELOADS}`,
    tlspin: `exec ${process.execPath} ${TLSPIN} "$@"`,
  };
}

function envOf(folder: string, { directoryCa }: AcmeServer): Record<string, string> {
  return {
    PATH: `${folder}/bin:/usr/bin:/bin`,
    HOME: folder,
    TMPDIR: folder,
    REQUESTS_CA_BUNDLE: directoryCa,
    LEGO_CA_CERTIFICATES: directoryCa,
  };
}

const RELOADS = "reloads.log";
