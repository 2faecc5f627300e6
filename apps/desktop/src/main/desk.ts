import type { ElectronPinning } from "@tlspin/electron";

import type { Bridge, Change, ClientName, DeskState, RequestRecord } from "../bridge/bridge.ts";
import { type Attack, sightOf } from "./attack.ts";
import type { Client } from "./call.ts";
import type { NodeStack } from "./node-stack.ts";
import { requestOf, shown } from "./request-of.ts";
import { stacksOf } from "./stacks.ts";

/** What the desk is made of. */
export interface DeskParts {
  readonly runtime: string;
  readonly pinning: Pick<ElectronPinning, "policy">;
  readonly clients: Readonly<Record<ClientName, Client>>;
  readonly node: NodeStack;
  readonly apiUrl: URL;
  readonly attack?: Attack;
  /** Tells the page. */
  readonly tell: (change: Change) => void;
}

/** The app behind the page: makes its requests, and keeps what became of them. */
export function deskOf(parts: DeskParts): Pick<Bridge, "state" | "request" | "attack"> {
  const { runtime, pinning, clients, node, apiUrl, attack, tell } = parts;
  const requests: RequestRecord[] = [];
  let count = 0;
  const note = (request: Omit<RequestRecord, "id">): void => {
    const noted = { id: ++count, ...request };
    requests.push(noted);
    requests.splice(0, requests.length - MOST);
    tell({ kind: "request", request: noted });
    tell({ kind: "stacks", stacks: stacksOf(pinning.policy, node.state) });
  };
  return {
    state: async (): Promise<DeskState> => ({
      runtime,
      source: "live",
      apiUrl: shown(apiUrl),
      attack: attack === undefined ? { missing: NO_ATTACK } : { url: shown(attack.url) },
      clients: CLIENTS,
      policy: pinning.policy,
      stacks: stacksOf(pinning.policy, node.state),
      requests: [...requests],
    }),
    request: async (name) => note(await requestOf(clients[name], { url: apiUrl, attack: false })),
    attack: async (name) => {
      if (attack === undefined) throw new Error(NO_ATTACK);
      const before = await sightOf(attack);
      const request = await requestOf(clients[name], { url: attack.url, attack: true });
      note({ ...request, ...(await seenSince(attack, before)) });
    },
  };
}

/** Connections are counted from the attack on; a byte is a byte, whenever it came. */
async function seenSince(
  attack: Attack,
  before: Awaited<ReturnType<typeof sightOf>>,
): Promise<Pick<RequestRecord, "server">> {
  const after = await sightOf(attack);
  if (before === undefined || after === undefined) return {};
  const { connections, bytes } = after;
  return {
    server: { connections: connections - before.connections, bytes: bytes - before.bytes },
  };
}

const CLIENTS: readonly ClientName[] = ["net.fetch", "renderer", "node"];

const MOST = 200;

const NO_ATTACK =
  "ATTACK_URL is not set: start the app with `pnpm --filter @tlspin-apps/desktop start`";
