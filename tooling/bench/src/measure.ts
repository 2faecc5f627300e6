import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { type Servers, startServers } from "@tlspin/testing";

import { measureSizes } from "./measure-sizes.ts";
import { measureStarts } from "./measure-starts.ts";
import { type BenchPki, forgeBenchPki } from "./pki.ts";
import { type Result, resultOf } from "./result.ts";
import type { Row } from "./row.ts";
import { installedRuntimes, rowsOf } from "./run-program.ts";
import { FULL, QUICK, type Scene } from "./scene.ts";
import { writeTimedAdapters } from "./timed-adapters.ts";

/** Measures everything, one thing after the other: two at a time would measure each other. */
export async function measure(quick: boolean, say: (line: string) => void): Promise<Result> {
  // Beside us, where the bundles find undici.
  await mkdir(REPORTS, { recursive: true });
  const folder = await mkdtemp(join(REPORTS, "scene-"));
  const amounts = quick ? QUICK : FULL;
  const pkis = [
    await forgeBenchPki("P-256", amounts.certificates),
    await forgeBenchPki("RSA-2048", amounts.certificates),
  ];
  const servers = await startServers(pkis.flatMap(specsOf));
  try {
    const file = join(folder, "scene.json");
    await writeFile(file, JSON.stringify(await sceneOf({ amounts, pkis, servers, folder })));
    const rows: Row[] = [];
    for (const installed of installedRuntimes()) {
      say(`${installed.runtime}: starts`);
      rows.push(...(await measureStarts(installed, amounts)));
      for (const program of PROGRAMS) {
        say(`${installed.runtime}: ${program}`);
        rows.push(...(await rowsOf(`${program}.ts`, installed, file)));
      }
    }
    return resultOf([...rows, ...(await measureSizes())], quick);
  } finally {
    await servers.close();
    await rm(folder, { recursive: true });
  }
}

function specsOf(pki: BenchPki): Parameters<typeof startServers>[0] {
  return pki.identities.map((tls, i) => ({ name: nameOf(pki, i), protocol: "any", tls }));
}

function nameOf({ key }: BenchPki, index: number): string {
  return `${key} ${index}`;
}

interface Stage {
  readonly amounts: Scene["amounts"];
  readonly pkis: readonly BenchPki[];
  readonly servers: Servers;
  readonly folder: string;
}

async function sceneOf({ amounts, pkis, servers, folder }: Stage): Promise<Scene> {
  return {
    amounts,
    timedAdapters: await writeTimedAdapters(folder),
    servers: pkis.map((pki) => ({
      key: pki.key,
      ca: pki.ca,
      chain: pki.chain,
      ports: pki.identities.map((_, i) => servers.port(nameOf(pki, i))),
    })),
  };
}

const PROGRAMS = ["core", "handshakes", "traffic"] as const;

const REPORTS = join(import.meta.dirname, "../reports");
