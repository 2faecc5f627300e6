import { setTimeout } from "node:timers/promises";

import { isPinError, PeerRejectedError, pinOf, UnsupportedRuntimeError } from "@tlspin/core";

import type { Transport } from "./dialler.ts";
import { type MemoryServer, memoryServer } from "./memory-server.ts";
import type { Pinning, PinningOptions } from "./pinning.ts";
import { type ThrowawayPki, throwawayPki } from "./throwaway-pki.ts";

/** How the self-test goes through one door. */
export interface DoorProbe<Doors> {
  readonly door: string;
  /**
   * Opens the door. What it gives sends one request to the URL and gives the body that came back, on
   * the same connection each time if the door keeps one.
   */
  readonly open: (pinning: Doors) => (url: URL) => Promise<string>;
}

/** Makes a pinning like the one under test, on a transport of the self-test's own. */
export type OpenPinning<Doors> = (
  policy: unknown,
  options: PinningOptions,
  transport: Transport,
) => Doors;

/**
 * Sends real requests through each door to servers in memory. Their CA is trusted for those dials, so
 * that nothing but the pin can tell them apart.
 *
 * @throws {UnsupportedRuntimeError} A door let a wrong peer pass, or refused the right one.
 */
export async function selfTest<Doors extends Pinning>(
  open: OpenPinning<Doors>,
  probes: readonly DoorProbe<Doors>[],
): Promise<void> {
  const pki = throwawayPki(URL_OF_TEST.hostname);
  for (const probe of probes) await proveDoor({ open, probe, pki });
}

interface DoorTest<Doors> {
  readonly open: OpenPinning<Doors>;
  readonly probe: DoorProbe<Doors>;
  readonly pki: ThrowawayPki;
}

async function proveDoor<Doors extends Pinning>({
  open,
  probe,
  pki,
}: DoorTest<Doors>): Promise<void> {
  const servers = { right: memoryServer(pki.right), wrong: memoryServer(pki.wrong) };
  let server = servers.wrong;
  const pinning = open(policyFor(1, pki.right.spki), { tls: { ca: pki.ca } }, () =>
    server.connect(),
  );
  try {
    await mustRefuse(probe, pinning, server);
    server = servers.right;
    const send = probe.open(pinning);
    await mustDeliver(probe.door, send, server);
    // Pools take a connection back some turns after its answer.
    await setTimeout(20);
    pinning.update(policyFor(2, pki.wrong.spki));
    await mustKeepQuiet(probe.door, send, server);
    await mustRefuse(probe, pinning, server);
    pinning.close();
    await mustKeepQuiet(probe.door, probe.open(pinning), server);
  } finally {
    pinning.close();
    servers.right.close();
    servers.wrong.close();
  }
}

type Send = (url: URL) => Promise<string>;

async function mustRefuse<Doors>(
  { door, open }: DoorProbe<Doors>,
  pinning: Doors,
  server: MemoryServer,
): Promise<void> {
  const error = await mustKeepQuiet(door, open(pinning), server);
  // A dial that failed for another reason proves nothing.
  const refused = causesOf(error).find((cause) => isPinError(cause));
  if (refused instanceof PeerRejectedError && refused.verdict.reason === "no-pin-matched") return;
  fail(door, "did not refuse a peer with a wrong key", error);
}

/** Sends, and gives the error. Nothing may reach the server. */
async function mustKeepQuiet(door: string, send: Send, server: MemoryServer): Promise<unknown> {
  const before = server.requests;
  const error = await send(URL_OF_TEST).then(() => undefined, asIs);
  if (server.requests === before) return error;
  return fail(door, "let a request reach a peer that the policy refuses", error);
}

async function mustDeliver(door: string, send: Send, server: MemoryServer): Promise<void> {
  const answer = await send(URL_OF_TEST).then(
    (body) => ({ body }),
    (error: unknown) => ({ error }),
  );
  if ("error" in answer) fail(door, "refused the peer with the pinned key", answer.error);
  else if (answer.body !== server.body) {
    fail(door, "did not deliver what the server sent", undefined);
  }
}

function fail(door: string, what: string, cause: unknown): never {
  const error = new UnsupportedRuntimeError(`self-test: ${door} ${what}. Do not use it here`);
  throw cause === undefined ? error : Object.assign(error, { cause });
}

function policyFor(revision: number, spki: Uint8Array): unknown {
  const pins = { pins: [pinOf(spki)], backupPins: [pinOf(new Uint8Array(1))] };
  const hosts = [{ host: URL_OF_TEST.hostname, includeSubdomains: false, ...pins }];
  return { version: 1, revision, unlistedHosts: "reject", hosts };
}

/** The error and what caused it: clients wrap what a connection failed with. */
function causesOf(error: unknown): readonly unknown[] {
  const causes: unknown[] = [];
  for (let at = error; at instanceof Error && !causes.includes(at); at = at.cause) causes.push(at);
  return causes;
}

function asIs(error: unknown): unknown {
  return error;
}

// Reserved (RFC 6761 §6.4): a door that left memory would find no such host.
const URL_OF_TEST = new URL("https://selftest.invalid/");
