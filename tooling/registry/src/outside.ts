import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** A place outside the workspace: a home of its own, which knows one registry and no way to another. */
export interface Outside {
  /** The registry that everything here is installed from and published to. */
  readonly registry: string;
  /** The folder that holds everything here. */
  readonly home: string;
  /** The project of that name. Its folder is made where there is none. */
  project(name: string): Promise<Project>;
  /** Removes the projects, and the caches of whatever ran in them. */
  remove(): Promise<void>;
}

/** Somebody's project. */
export interface Project {
  readonly folder: string;
  write(path: string, text: string): Promise<void>;
  /** Runs a command here, for two minutes at most. */
  run(command: string, args: readonly string[]): Promise<Output>;
  /**
   * The same, for a command that has to work.
   *
   * @throws {Error} It did not. The message holds what it wrote.
   */
  succeed(command: string, args: readonly string[]): Promise<string>;
}

export interface Output {
  readonly code: number;
  /** What it wrote, to either stream. */
  readonly text: string;
}

/** Makes such a place for a registry on loopback. */
export async function goOutside(registry: string): Promise<Outside> {
  const home = await mkdtemp(join(tmpdir(), "tlspin-outside-"));
  // npm wants a token before it publishes, whoever may.
  const token = `//${new URL(registry).host}/:_authToken=anybody`;
  await writeFile(join(home, ".npmrc"), `registry=${registry}\n${token}\n`);
  return {
    registry,
    home,
    project: (name) => projectAt(join(home, "projects", name), home),
    remove: () => rm(home, { recursive: true, force: true }),
  };
}

async function projectAt(folder: string, home: string): Promise<Project> {
  await mkdir(folder, { recursive: true });
  const run: Project["run"] = (command, args) => outputOf([command, ...args], folder, home);
  return {
    folder,
    run,
    write: async (path, text) => {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    },
    succeed: async (command, args) => {
      const { code, text } = await run(command, args);
      if (code === 0) return text;
      throw new Error(`${command} ${args.join(" ")} ended with ${code}:\n${text}`);
    },
  };
}

function outputOf(
  [command = "", ...args]: readonly string[],
  cwd: string,
  home: string,
): Promise<Output> {
  const options = { cwd, env: environmentOf(home), timeout: TWO_MINUTES };
  return new Promise((resolve) => {
    execFile(command, args, options, (error, stdout, stderr) => {
      const missing = error !== null && typeof error.code !== "number" ? error.message : "";
      const code = typeof error?.code === "number" ? error.code : Number(error !== null);
      resolve({ code, text: stdout + stderr + missing });
    });
  });
}

// Nothing of what the machine's user or the pnpm that started us has set.
function environmentOf(home: string): NodeJS.ProcessEnv {
  return {
    PATH: process.env["PATH"],
    HOME: home,
    NO_COLOR: "1",
    // A request that leaves loopback fails instead of succeeding unseen.
    HTTP_PROXY: NOWHERE,
    HTTPS_PROXY: NOWHERE,
    NO_PROXY: "127.0.0.1",
  };
}

const NOWHERE = "http://127.0.0.1:9";

const TWO_MINUTES = 120_000;
