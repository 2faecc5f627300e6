import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { chownSync, existsSync, readdirSync } from "node:fs";
import { connect, createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** A real server in a process of its own. */
export interface Service {
  readonly port: number;
  stop(): Promise<void>;
}

/** Finds a program of the system, or says out loud that its tests are skipped. */
export function programOf(name: string, folders: readonly string[] = []): string | undefined {
  const places = ["/usr/sbin", "/usr/bin", "/usr/local/bin", ...folders];
  const found = places.map((folder) => `${folder}/${name}`).find((path) => existsSync(path));
  if (found === undefined) {
    process.stderr.write(`SKIPPED: ${name} is not installed, so its tests are skipped\n`);
  }
  return found;
}

/** Where Debian keeps the programs of PostgreSQL that are not on the PATH. */
export function postgresFolders(): readonly string[] {
  const base = "/usr/lib/postgresql";
  return existsSync(base) ? readdirSync(base).map((version) => `${base}/${version}/bin`) : [];
}

/** Starts a server, and waits until its port answers. */
export async function startService(
  command: readonly [string, ...string[]],
  port: number,
  user?: User,
): Promise<Service> {
  const [program, ...args] = command;
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"], ...user });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => (said += chunk.toString()));
  }
  await answers(port, 200).catch((error: unknown) => {
    child.kill("SIGKILL");
    throw new Error(`${program} does not answer: ${said}`, { cause: error });
  });
  return { port, stop: () => stopped(child) };
}

/** A port that was free a moment ago, on every loopback address. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (typeof address !== "object" || address === null) throw new Error("no port");
  return address.port;
}

/** Who runs a server that refuses to be run by root. */
export interface User {
  readonly uid: number;
  readonly gid: number;
}

/** The user of this name where we are root, and ourselves otherwise. */
export function userOf(name: string): User | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const [uid, gid] = ["-u", "-g"].map((flag) =>
    Number(spawnSync("id", [flag, name], { encoding: "utf8" }).stdout),
  );
  return uid === undefined || gid === undefined || Number.isNaN(uid + gid)
    ? undefined
    : { uid, gid };
}

/** Hands files to the user who runs the server. */
export function giveTo(user: User | undefined, ...paths: readonly string[]): void {
  if (user !== undefined) for (const path of paths) chownSync(path, user.uid, user.gid);
}

async function answers(port: number, tries: number): Promise<void> {
  try {
    await new Promise<void>((resolve, reject) => {
      const socket = connect(port, "127.0.0.1", () => {
        socket.destroy();
        resolve();
      });
      socket.once("error", reject);
    });
  } catch (error) {
    if (tries === 0) throw error;
    await sleep(50);
    await answers(port, tries - 1);
  }
}

function stopped(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    const impatient = setTimeout(() => child.kill("SIGKILL"), 5000);
    child.once("exit", () => {
      clearTimeout(impatient);
      resolve();
    });
    child.kill("SIGTERM");
  });
}
