import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { type Equipment, Home, openDisplay } from "@tlspin-tooling/electron";
import { type Servers, startServers } from "@tlspin/testing";

import { type Cast, forgeCast } from "./cast.ts";
import { serveSight } from "./serve-sight.ts";

/** A world on this machine for the app: the API, an attacker, a home that trusts both their CAs, a display. */
export interface Stage {
  readonly servers: Servers;
  /**
   * The environment of the app.
   *
   * @param server - Who answers at the API's address.
   * @param policy - `"unpinned"` is one that does not list the API.
   */
  environment(server: "api" | "attacker", policy: PolicyName): Record<string, string>;
  close(): Promise<void>;
}

export type PolicyName = "pinned" | "unpinned";

export async function setStage({ certutil }: Present): Promise<Stage> {
  const cast = await forgeCast();
  const servers = await startServers(cast.servers);
  const sight = await serveSight(servers, "attacker");
  const folder = mkdtempSync(join(tmpdir(), "tlspin-desktop-"));
  const home = new Home(certutil, cast.trusted);
  const display = await openDisplay();
  const policies = writePolicies(folder, cast);
  const trusted = join(folder, "trusted.pem");
  writeFileSync(trusted, cast.trusted.join(""));
  return {
    servers,
    environment: (server, policy) => ({
      ...inherited(),
      HOME: home.folder,
      DISPLAY: display.name,
      NODE_EXTRA_CA_CERTS: trusted,
      API_URL: urlOf(servers, server),
      API_TOKEN: TOKEN,
      ATTACK_URL: urlOf(servers, "attacker"),
      ATTACK_SIGHT_URL: sight.url,
      PINS: policies[policy],
    }),
    close: async () => {
      display.close();
      home.close();
      sight.close();
      rmSync(folder, { recursive: true });
      await servers.close();
    },
  };
}

type Present = Extract<Equipment, { missing?: never }>;

function urlOf(servers: Servers, server: string): string {
  return `https://api.example.com:${servers.port(server)}/v1/me`;
}

function writePolicies(folder: string, { policy }: Cast): Readonly<Record<PolicyName, string>> {
  const files = { pinned: join(folder, "pins.json"), unpinned: join(folder, "no-pins.json") };
  writeFileSync(files.pinned, JSON.stringify(policy));
  writeFileSync(files.unpinned, JSON.stringify(UNPINNED));
  return files;
}

/** Without what would change the story: the reader's proxies, and his settings of Node.js. */
function inherited(): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env)) {
    if (value !== undefined && !/^NODE_|proxy/i.test(name)) kept[name] = value;
  }
  return kept;
}

/** What the attacker is after. */
export const TOKEN = "tok_of_the_stage";

/** What a naive app would have: no rule for the API. */
export const UNPINNED: object = {
  version: 1,
  revision: 1,
  unlistedHosts: "unpinned",
  hosts: [{ host: "another.example.com", includeSubdomains: false, exclude: true }],
};
