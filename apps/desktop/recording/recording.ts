import { request as requestUnpinned } from "node:https";
import type { LookupFunction } from "node:net";

import { createPinning, parsePolicy } from "@tlspin/node";
import { type Servers, startServers } from "@tlspin/testing";

import { type Cast, forgeCast } from "../loopback/cast.ts";
import type { RequestRecord, ServerSight } from "../src/bridge/bridge.ts";
import type { Recording } from "../src/bridge/recording.ts";
import type { NodeState } from "../src/main/node-stack.ts";
import { requestOf } from "../src/main/request-of.ts";
import { stacksOf } from "../src/main/stacks.ts";
import { VerdictMemory } from "../src/main/verdict-memory.ts";

/** Makes real connections to forged servers through `@tlspin/node`, and keeps what became of each. */
export async function recordingOf(): Promise<Recording> {
  const cast = await forgeCast();
  const servers = await startServers(cast.servers);
  try {
    const requests: RequestRecord[] = [];
    for (const stop of STOPS) {
      requests.push({ ...(await record(cast, servers, stop)), id: requests.length + 1 });
    }
    const policy = parsePolicy(cast.policy);
    return {
      state: {
        runtime: `Recorded with @tlspin/node in Node.js ${process.versions.node}`,
        source: "recorded",
        apiUrl: "https://api.example.com/v1/me",
        attack: { url: "https://api.example.com/v1/me" },
        clients: ["node"],
        policy,
        stacks: stacksOf(policy, NODE).filter(({ name }) => name === "Node.js"),
        requests,
      },
      call: await record(cast, servers, API),
      attack: await record(cast, servers, ATTACK),
    };
  } finally {
    await servers.close();
  }
}

interface Stop {
  readonly server: string;
  readonly host: string;
  readonly attack?: boolean;
}

async function record(cast: Cast, servers: Servers, stop: Stop): Promise<RequestRecord> {
  const { server, host, attack = false } = stop;
  const unpinned = attack ? { unpinned: await sightOfUnpinned(cast, servers, stop) } : {};
  const tls = { ca: [...cast.trusted], lookup: here };
  const verdicts = new VerdictMemory();
  const pinning = createPinning(cast.policy, { onVerdict: (one) => verdicts.note(one), tls });
  await servers.fresh();
  const url = new URL(`https://${host}:${servers.port(server)}/v1/me`);
  const request = await requestOf(
    {
      name: "node",
      run: async () => (await pinning.fetch(url, { headers: SECRET })).text(),
      verdicts,
    },
    { url, attack },
  );
  pinning.close();
  return { id: 0, ...request, server: await sightOf(servers, server), ...unpinned };
}

/** What the attacker reads of a client that leaves it to the machine's CAs. */
async function sightOfUnpinned(
  { trusted }: Cast,
  servers: Servers,
  { server, host }: Stop,
): Promise<ServerSight> {
  await servers.fresh();
  await new Promise<void>((resolve, reject) => {
    const port = servers.port(server);
    const options = { host, port, path: "/v1/me", ca: [...trusted], lookup: here, agent: false };
    const outgoing = requestUnpinned({ ...options, headers: SECRET }, (incoming) => {
      incoming.on("end", resolve).resume();
    });
    outgoing.on("error", reject).end();
  });
  return sightOf(servers, server);
}

async function sightOf(servers: Servers, name: string): Promise<ServerSight> {
  const { connections, bytes } = await servers.settled(name);
  return { connections, bytes };
}

/** Every name is this machine. */
const here: LookupFunction = (_host, options, callback) => {
  if (options.all === true) callback(null, [{ address: "127.0.0.1", family: 4 }]);
  else callback(null, "127.0.0.1", 4);
};

const NODE: NodeState = { status: "guarded", text: "what is shown here was recorded through it" };

const SECRET = { authorization: "Bearer tok_of_the_recording" };

const API: Stop = { server: "api", host: "api.example.com" };

const ATTACK: Stop = { server: "attacker", host: "api.example.com", attack: true };

// The oldest first: one of each kind of verdict that a connection can end in.
const STOPS: readonly Stop[] = [
  { server: "stranger", host: "cdn.example.net" },
  { server: "status", host: "status.example.com" },
  { server: "legacy", host: "legacy.example.com" },
  { server: "beta", host: "beta.example.com" },
  { server: "untrusted", host: "api.example.com" },
  { server: "payments-stolen", host: "payments.example.com", attack: true },
  { server: "payments-posing", host: "payments.example.com", attack: true },
  { server: "payments", host: "payments.example.com" },
  { server: "api-moved", host: "api.example.com" },
  ATTACK,
  API,
];
