import { isPinError, parsePolicy, pinOf, type Policy, UnsupportedRuntimeError } from "@tlspin/core";

import { type MemoryServer, memoryServer } from "../memory-server.ts";
import { throwawayPki } from "../throwaway-pki.ts";
import { CLEAR_PROBES, SECURE_PROBES } from "./process-probes.ts";

/**
 * Proves that the pins of this process hold, with clients that each try something else, and servers in
 * memory: what the policy refuses reaches nobody, what it allows arrives.
 *
 * @param enforce - Puts a policy of ours in force for them. It gives how to take it back.
 * @throws {UnsupportedRuntimeError} One client got through, or the right server was refused.
 */
export async function proveProcess(enforce: (policy: Policy) => () => void): Promise<void> {
  const pki = throwawayPki(HOST);
  const servers = { right: memoryServer(pki.right), wrong: memoryServer(pki.wrong) };
  const release = enforce(policyFor(pki.right.spki));
  try {
    for (const probe of SECURE_PROBES) {
      const server = servers[probe.server];
      await prove(probe, server, () =>
        probe.send({ host: HOST, ca: pki.ca, connect: server.connect }),
      );
    }
    for (const probe of CLEAR_PROBES) await prove(probe, servers.wrong, () => probe.send(HOST));
  } finally {
    release();
    servers.right.close();
    servers.wrong.close();
  }
}

interface Expected {
  readonly client: string;
  /** What must come of it: `"delivered"`, or the reason of a refusal. */
  readonly outcome: string;
}

async function prove(
  { client, outcome }: Expected,
  server: MemoryServer,
  send: () => Promise<unknown>,
): Promise<void> {
  const before = server.requests;
  const found = await send().then(
    (answer) => (answer === server.body ? "delivered" : `answered ${String(answer)}`),
    reasonOf,
  );
  const arrived = server.requests > before;
  if (found === outcome && arrived === (outcome === "delivered")) return;
  const what = arrived ? "the server got its request" : "nothing arrived";
  throw new UnsupportedRuntimeError(
    `self-test: ${client} should be ${outcome}, was ${found}, and ${what}. Pins do not hold here`,
  );
}

/** Why a connection was refused: the reason of our verdict, else what the runtime says. */
function reasonOf(error: unknown): string {
  for (let at = error; at instanceof Error; at = at.cause) {
    if (isPinError(at) && "verdict" in at) return String(Reflect.get(Object(at.verdict), "reason"));
  }
  return String(error);
}

function policyFor(spki: Uint8Array): Policy {
  const pins = { pins: [pinOf(spki)], backupPins: [pinOf(new Uint8Array(1))] };
  const hosts = [{ host: HOST, includeSubdomains: false, ...pins }];
  return parsePolicy({ version: 1, revision: 1, unlistedHosts: "unpinned", hosts });
}

// Reserved (RFC 6761 §6.4): what left memory would find no such host.
const HOST = "selftest.invalid";
