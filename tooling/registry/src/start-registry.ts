import { globSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import type { Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { runServer } from "verdaccio";

/** A package registry on loopback. It has no uplinks: what was not published to it does not exist. */
export interface Registry {
  /** `http://127.0.0.1:4873/` */
  readonly url: string;
  /** Makes what was published so far older than any package manager's minimum release age. */
  backdate(): Promise<void>;
  /** Ends it, and removes what was published. */
  close(): Promise<void>;
}

/** Starts a registry on a free port of 127.0.0.1, where anybody may publish. It ends with this process. */
export async function startRegistry(): Promise<Registry> {
  const folder = await mkdtemp(join(tmpdir(), "tlspin-registry-"));
  const server: Server = await runServer({ ...CONFIG, ...placesIn(folder) });
  const port = await listen(server);
  return {
    url: `http://127.0.0.1:${port}/`,
    backdate: () => backdate(join(folder, "storage")),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await rm(folder, { recursive: true });
    },
  };
}

function placesIn(folder: string): { storage: string; configPath: string; self_path: string } {
  return { storage: join(folder, "storage"), configPath: folder, self_path: folder };
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      if (typeof address === "object" && address !== null) resolve(address.port);
      else reject(new Error("the registry listens on no port"));
    });
  });
}

async function backdate(storage: string): Promise<void> {
  for (const path of globSync("**/package.json", { cwd: storage })) {
    const file = join(storage, path);
    const listed: Listed = JSON.parse(await readFile(file, "utf8"));
    const time = Object.fromEntries(Object.keys(listed.time).map((key) => [key, LONG_AGO]));
    await writeFile(file, JSON.stringify({ ...listed, time }));
  }
}

interface Listed {
  readonly time: Readonly<Record<string, string>>;
}

const LONG_AGO = "2026-01-01T00:00:00.000Z";

const CONFIG = {
  uplinks: {},
  packages: { "**": { access: "$all", publish: "$all" } },
  auth: {},
  middlewares: {},
  web: { enable: false },
  log: { type: "stdout", level: "fatal" },
  max_body_size: "100mb",
};
