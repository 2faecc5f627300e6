import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { type Display, type Equipment, Home, openDisplay } from "@tlspin-tooling/electron";
import { startWorld, type World } from "@tlspin/testing";

/** What the app needs to run in a real Electron: servers, a home that trusts their CAs, a display. */
export interface Stage {
  readonly world: World;
  /** The environment of an app whose API is one of the world's servers. */
  environment(server: string, policy: "pinned" | "unpinned"): Record<string, string>;
  close(): Promise<void>;
}

export async function setStage({
  certutil,
}: Extract<Equipment, { missing?: never }>): Promise<Stage> {
  const world = await startWorld();
  const folder = mkdtempSync(join(tmpdir(), "tlspin-desktop-"));
  const home = new Home(certutil, [...new Set(SERVERS.flatMap((name) => world.peer(name).ca))]);
  const display: Display = await openDisplay();
  return {
    world,
    environment: (server, policy) => ({
      ...inherited(),
      HOME: home.folder,
      DISPLAY: display.name,
      API_URL: urlOf(world, server),
      API_TOKEN: TOKEN,
      ATTACK_URL: urlOf(world, "wrong-key"),
      PINS: policyFile(folder, policy, world),
    }),
    close: async () => {
      display.close();
      home.close();
      rmSync(folder, { recursive: true });
      await world.close();
    },
  };
}

function urlOf(world: World, server: string): string {
  return `https://${HOST}:${world.peer(server).port}/v1/me`;
}

function policyFile(folder: string, policy: "pinned" | "unpinned", { pins }: World): string {
  const file = join(folder, `${policy}.json`);
  const host = policy === "pinned" ? HOST : "another.example.com";
  const rule = { host, includeSubdomains: false, pins: [pins.leaf], backupPins: [pins.backup] };
  const content = { version: 1, revision: 1, unlistedHosts: "unpinned", hosts: [rule] };
  writeFileSync(file, JSON.stringify(content));
  return file;
}

function inherited(): Record<string, string> {
  const entries = Object.entries(process.env).filter(([name]) => !/^NODE_|proxy/i.test(name));
  return Object.fromEntries(
    entries.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

const HOST = "api.example.com";

export const TOKEN = "tok_of_this_test";

const SERVERS = ["right", "wrong-key"];
