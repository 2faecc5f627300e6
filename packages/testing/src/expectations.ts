import assert from "node:assert/strict";

import type { AdapterOptions, PinningLike } from "./adapter.ts";
import { knock } from "./knock.ts";
import type { Door, Target } from "./knock.ts";
import { naiveRequest } from "./naive.ts";
import { HOST } from "./policies.ts";
import type { ScenarioContext } from "./scenario.ts";
import type { ServerCounts } from "./server-spec.ts";
import type { Peer } from "./world/world.ts";

/** What a scenario expects of one server. */
export interface Expectation {
  /** The server, by its role in the world. */
  readonly peer: string;
  readonly door?: Door;
  readonly target?: Partial<Target>;
  readonly options?: AdapterOptions;
  /**
   * One of these codes must be found on the error, or on a cause of it. Default: the peer's rejection.
   * `"any"` is for peers with which a handshake fails, in the words of each runtime.
   */
  readonly codes?: readonly string[] | "any";
  /** The reason that the verdict must give. */
  readonly reason?: string;
  /** The host's name alone decides, so that the server must not even see a connection. */
  readonly undialled?: boolean;
}

/** The request is delivered. */
export async function mustAllow(
  context: ScenarioContext,
  policy: unknown,
  expectation: Expectation,
): Promise<PinningLike> {
  const peer = context.world.peer(expectation.peer);
  const pinning = context.pin(policy, peer, expectation.options);
  await knock(pinning, expectation.door ?? "connect", targetOf(peer, expectation));
  const { bytes } = await context.world.servers.counts(peer.name);
  assert.ok(bytes > 0, `${peer.name} was to receive the request, and received nothing`);
  return pinning;
}

/** The server is reached, unless its name alone decides, and refused before it gets one application byte. */
export async function mustRefuse(
  context: ScenarioContext,
  policy: unknown,
  expectation: Expectation,
): Promise<void> {
  const peer = context.world.peer(expectation.peer);
  const pinning = context.pin(policy, peer, expectation.options);
  const door = expectation.door ?? "connect";
  const error = await failureOf(knock(pinning, door, targetOf(peer, expectation)));
  const counts = await context.world.servers.settled(peer.name);
  assertSilence(counts, `${peer.name} through ${door}`);
  // Who could not dial was not refused.
  const reached = counts.connections > 0;
  assert.equal(reached, expectation.undialled !== true, `reached ${reached}: ${describe(error)}`);
  assertCode(error, expectation);
}

/** An attempt fails, by one of these codes where some are given, and the server hears nothing. */
export async function mustEndSilently(
  { world }: ScenarioContext,
  expectation: Pick<Expectation, "peer" | "codes" | "reason">,
  attempt: Promise<unknown>,
): Promise<unknown> {
  const error = await failureOf(attempt);
  assertSilence(await world.servers.settled(expectation.peer), expectation.peer);
  if (expectation.codes !== undefined) assertCode(error, expectation);
  return error;
}

/** The attack works on ordinary code: without that, refusing it would prove nothing. */
export async function mustFoolNaive(
  context: ScenarioContext,
  name: string,
  options: object,
): Promise<void> {
  const { port, ca } = context.world.peer(name);
  const { lookup } = context.world;
  await naiveRequest({ host: HOST, port, ca: [...ca], lookup, ...options });
  await assertFooled(context, name);
}

/** Ordinary code has just been attacked: the server got application bytes. Sets all counts to zero. */
export async function assertFooled(
  { world, onNaive }: ScenarioContext,
  name: string,
): Promise<void> {
  const { bytes } = await world.servers.settled(name);
  assert.ok(bytes > 0, `the attack on ${name} does not even work on naive code`);
  onNaive("fooled");
  await world.servers.reset();
}

/**
 * The runtime itself stops the attack on ordinary code: the server is reached and gets no application
 * byte. Gives what the runtime said.
 */
export async function mustStopNaive(
  { world, onNaive }: ScenarioContext,
  name: string,
  options: object,
): Promise<unknown> {
  const { port, ca } = world.peer(name);
  const { lookup, servers } = world;
  const error = await failureOf(
    naiveRequest({ host: HOST, port, ca: [...ca], lookup, ...options }),
  );
  const counts = await servers.settled(name);
  assertSilence(counts, `${name}, from naive code`);
  assert.ok(counts.connections > 0, `naive code did not reach ${name}`);
  onNaive("stopped");
  await servers.reset();
  return error;
}

/** Waits for a failure, and gives it. */
export async function failureOf(attempt: Promise<unknown>): Promise<unknown> {
  const nothing = Symbol("no failure");
  const failure = await attempt.then(
    () => nothing,
    (error: unknown) => error,
  );
  assert.notEqual(failure, nothing, "it was to be refused, and went through");
  return failure;
}

/** No application byte arrived. */
export function assertSilence({ bytes, seen }: ServerCounts, where: string): void {
  assert.equal(bytes, 0, `${where} received ${bytes} application bytes: ${seen.join(", ")}`);
}

/** The error, or a cause of it, bears one of the codes, and its verdict the reason. */
export function assertCode(
  error: unknown,
  { codes = [REJECTED], reason }: Pick<Expectation, "codes" | "reason">,
): void {
  if (codes === "any") return;
  const found = causesOf(error).find((cause) => codes.includes(String(fieldOf(cause, "code"))));
  assert.ok(found !== undefined, `expected ${codes.join(" or ")}, got ${describe(error)}`);
  if (reason !== undefined) {
    assert.equal(fieldOf(fieldOf(found, "verdict"), "reason"), reason, describe(error));
  }
}

/** The code of the error with which a policy's refusal is reported. */
export const REJECTED = "ERR_TLSPIN_PEER_REJECTED";

/** What the runtimes say of a certificate that no trusted CA signed. */
export const UNTRUSTED: readonly string[] = [
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
];

/** The code of the error that names an option which would weaken enforcement. */
export const OPTION = "ERR_TLSPIN_OPTION";

function targetOf({ port }: Peer, { target }: Expectation): Target {
  return { host: HOST, port, ...target };
}

// Clients wrap what the socket gave them: fetch once, others twice.
function causesOf(error: unknown): unknown[] {
  const causes: unknown[] = [];
  for (
    let cause = error;
    cause !== undefined && causes.length < 5;
    cause = fieldOf(cause, "cause")
  ) {
    causes.push(cause);
  }
  return causes;
}

/** A field of something that may be no object. */
export function fieldOf(value: unknown, field: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, field) : undefined;
}

/** What went wrong, with every cause, and where. */
export function describeFailure(error: unknown): string {
  const stack = error instanceof Error ? (error.stack ?? "") : "";
  return `${describe(error)}\n${stack.slice(stack.indexOf("\n    at "))}`;
}

function describe(error: unknown): string {
  return causesOf(error)
    .map((cause) => `${String(cause)} (${String(fieldOf(cause, "code"))})`)
    .join(" < ");
}
