import { randomBytes } from "node:crypto";
import { rmSync } from "node:fs";
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { type Servers, startServers } from "@tlspin/testing";

import { type Attacker, startAttacker } from "./attacker/attacker.ts";
import { type Cast, forgeCast, HOST } from "./cast.ts";
import { layNetwork, type Network } from "./network.ts";
import type { ServerSight } from "./observation.ts";
import { type PolicyFiles, writePolicies } from "./policies.ts";
import { openProxy } from "./proxy.ts";
import type { Environment } from "./runtime.ts";
import type { AttackerName, Road } from "./story.ts";
import { undoingAtExit } from "./undoing.ts";

/** Everything that the story needs: the API, the attackers, and the network between them. */
export interface Stage {
  /** The API's URL, whoever answers there. */
  readonly url: string;
  /** The secret that every client sends, and that the attackers are after. */
  readonly token: string;
  /** A proxy that leads into the same network. */
  readonly proxy: string;
  readonly policies: PolicyFiles;
  /** The environment of every program that calls the API. */
  readonly environment: Environment;
  /** What every client trusts: the root of the API, and the attackers' (PEM). */
  readonly trusted: readonly string[];
  /** Has something undone when the stage is closed, or this process exits before. */
  atEnd(undo: () => void): void;
  /** Makes the network lead to a server. */
  lead(road: Road): Promise<void>;
  /** What a server saw since it was last asked. */
  sight(road: Road): Promise<ServerSight>;
  close(): Promise<void>;
}

/**
 * Forges the PKI, starts the servers and writes the policy files. What stays when the stage is closed
 * is the policy at `pins`, if it is asked for.
 */
export async function setStage(pins?: string): Promise<Stage> {
  const undoing = undoingAtExit();
  const folder = await mkdtemp(join(tmpdir(), "tlspin-demo-"));
  undoing.add(() => rmSync(folder, { recursive: true, force: true }));

  const cast = await forgeCast();
  const trusted = join(folder, "trusted.pem");
  await writeFile(trusted, cast.trusted.join(""));
  const network = await layNetwork();
  const proxy = await openProxy(network.port);
  const players = await startPlayers(cast);
  const known = {
    url: `https://${HOST}:${network.port}/v1/me`,
    token: `tok_${randomBytes(9).toString("base64url")}`,
  };
  return {
    ...known,
    proxy: proxy.url,
    trusted: cast.trusted,
    policies: await writePolicies(cast, { pins: pins ?? join(folder, "pins.json"), folder }),
    environment: {
      API_URL: known.url,
      API_TOKEN: known.token,
      PIN: cast.pins.issuing,
      NODE_EXTRA_CA_CERTS: trusted,
    },
    ...directing(cast, players, network),
    atEnd: undoing.add,
    close: async () => {
      proxy.close();
      network.close();
      await dismiss(players);
      undoing.undo();
    },
  };
}

interface Players {
  readonly api: Servers;
  readonly attackers: Readonly<Record<AttackerName, Attacker>>;
}

async function startPlayers({ api: identity, attackers, root }: Cast): Promise<Players> {
  const api = await startServers([{ name: "api", protocol: "http", tls: identity }]);
  const disguised = (name: AttackerName): Promise<Attacker> =>
    startAttacker({
      identity: attackers[name],
      api: { host: HOST, port: api.port("api"), ca: root },
    });
  return {
    api,
    attackers: {
      "man in the middle": await disguised("man in the middle"),
      "same-name CA": await disguised("same-name CA"),
    },
  };
}

async function dismiss({ api, attackers }: Players): Promise<void> {
  await api.close();
  for (const attacker of Object.values(attackers)) await attacker.close();
}

function directing(
  cast: Cast,
  { api, attackers }: Players,
  network: Network,
): Pick<Stage, "lead" | "sight"> {
  return {
    lead: async (road) => {
      if (isAttacker(road)) network.leadTo(attackers[road].port);
      else {
        await api.swap("api", road === "api" ? cast.api : cast.backup);
        network.leadTo(api.port("api"));
      }
    },
    sight: async (road) => {
      if (isAttacker(road)) return attackers[road].sight();
      const { connections, bytes } = await api.counts("api");
      await api.reset();
      return { connections, bytes, tokens: [] };
    },
  };
}

/** Tells whether the network leads to an attacker. */
export function isAttacker(road: Road): road is AttackerName {
  return road === "man in the middle" || road === "same-name CA";
}
