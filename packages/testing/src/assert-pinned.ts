import { AssertionError } from "node:assert";
import { setTimeout as sleep } from "node:timers/promises";

import { findPinError, type FoundPinError } from "@tlspin/core";

import type { PinningLike, RecordLike } from "./adapter.ts";
import { naiveRequest } from "./naive.ts";
import { type PinStage, setStage } from "./pin-stage.ts";
import type {
  AssertPinnedOptions,
  CreatePinning,
  OpenClient,
  PinnedProof,
  Send,
} from "./pinned-client.ts";

/**
 * Proves that a client of yours is pinned, whatever options it ignores. Two servers of this machine
 * answer to the same name, and your client trusts the CAs of both. The one whose key is not pinned must
 * be dialled and receive no application byte, and the error must be found; the other must be reached, and
 * refused in its turn once an update gives up its key, on kept and on resumed connections too.
 *
 * @param createPinning - An adapter's, or your own function that calls it.
 * @param open - Makes your client, and gives the function that sends a request with it.
 * @throws {AssertionError} It says what happened instead.
 */
export async function assertPinned<Pinning extends PinningLike>(
  createPinning: CreatePinning<Pinning>,
  open: OpenClient<Pinning>,
  options: AssertPinnedOptions = {},
): Promise<PinnedProof> {
  const stage = await setStage(options);
  const told: RecordLike[] = [];
  const onVerdict = (record: RecordLike): void => void told.push(record);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- each adapter takes any JSON, and says so in its own type.
  const policy = stage.policy as never;
  const pinning = createPinning(policy, { onVerdict, tls: { ca: stage.ca } });
  try {
    return await prove({ stage, pinning, open, options, told });
  } finally {
    pinning.close();
    await stage.close();
  }
}

interface Trial<Pinning extends PinningLike> {
  readonly stage: PinStage;
  readonly pinning: Pinning;
  readonly open: OpenClient<Pinning>;
  readonly options: AssertPinnedOptions;
  /** What `onVerdict` was told. */
  readonly told: RecordLike[];
}

async function prove<Pinning extends PinningLike>(trial: Trial<Pinning>): Promise<PinnedProof> {
  const { stage, pinning, open } = trial;
  await mustRecord(stage);
  const targetOf = (server: Server): Parameters<typeof open>[0] => ({
    pinning,
    ...stage.addressOf(server),
    ca: stage.ca,
  });
  const proof = await mustRefuse(trial, "rogue", await open(targetOf("rogue")));

  const send = await open(targetOf("genuine"));
  await mustDeliver(trial, send);
  await mustRetire(trial, send);
  return proof;
}

/** A recorder that hears nothing would call every client pinned. */
async function mustRecord({ servers, ca, options }: PinStage): Promise<void> {
  if (options.starttls !== undefined) return;
  const attempt = { host: "localhost", port: servers.port("rogue"), ca: [...ca], timeout: 2000 };
  await naiveRequest(attempt).catch(() => undefined);
  const { bytes } = await servers.counts("rogue");
  if (bytes === 0) fail("the servers recorded nothing of a client without pins: they are at fault");
  await servers.fresh();
}

type Server = "rogue" | "genuine";

async function mustRefuse<Pinning extends PinningLike>(
  { stage, options, told }: Trial<Pinning>,
  server: Server,
  send: Send,
): Promise<PinnedProof> {
  told.length = 0;
  const ending = await settled(send, options);
  const counts = await stage.servers.settled(server);
  const who = WHO[server];
  if (counts.bytes > 0) {
    fail(
      `${counts.bytes} application bytes reached ${who}: the client is not pinned`,
      ending.error,
    );
  }
  if (ending.kind === "answered") fail(`a request to ${who} did not fail`);
  if (counts.connections === 0) {
    fail(
      `${who} was never dialled, so that nothing was refused. Did the client fail before?`,
      ending.error,
    );
  }
  const { connections: dials } = counts;
  if (options.error !== "told") return { dials, found: mustBeFound(ending) };
  mustTell(told, ending);
  return { dials };
}

function mustTell(told: readonly RecordLike[], { error }: Ending): void {
  if (told.some(({ decision }) => decision === "reject")) return;
  fail("onVerdict was told of no refusal", error);
}

function mustBeFound(ending: Ending): FoundPinError {
  if (ending.kind === "open") {
    fail('the request never settled: raise patience, stop its retries, or say error: "told"');
  }
  const found = findPinError(ending.error);
  if (found !== undefined) return found;
  return fail(
    'findPinError finds nothing in what the request threw: if that is known, say error: "told"',
    ending.error,
  );
}

async function mustDeliver<Pinning extends PinningLike>(
  { stage, options }: Trial<Pinning>,
  send: Send,
): Promise<void> {
  const ending = await settled(send, options);
  if (ending.kind !== "answered") {
    fail("a request to the server whose key is pinned was not answered", ending.error);
  }
  const { bytes } = await stage.servers.counts("genuine");
  if (bytes === 0)
    fail("nothing reached the server whose key is pinned: did the client go elsewhere?");
}

/** After a tightening, neither the connection that is kept nor a session that is resumed may carry anything. */
async function mustRetire<Pinning extends PinningLike>(
  trial: Trial<Pinning>,
  send: Send,
): Promise<void> {
  const { stage, pinning, options } = trial;
  if (options.door === "hook-only") {
    pinning.update(stage.tightened);
  } else {
    // Pools take a connection back some turns after its answer.
    await sleep(20);
    await stage.servers.reset();
    pinning.update(stage.tightened);
    const { error } = await settled(send, options);
    const { bytes } = await stage.servers.counts("genuine");
    if (bytes > 0)
      fail(`${bytes} application bytes went over a connection from before the update`, error);
  }
  await stage.servers.fresh();
  // A client that does not know yet that its connection is gone would fail without dialling.
  await sleep(100);
  await mustRefuse(trial, "genuine", send);
}

interface Ending {
  readonly kind: "answered" | "failed" | "open";
  readonly error?: unknown;
}

async function settled(send: Send, { patience = 10_000 }: AssertPinnedOptions): Promise<Ending> {
  const limit = new AbortController();
  const sent = (async () => send())().then(
    (): Ending => ({ kind: "answered" }),
    (error: unknown): Ending => ({ kind: "failed", error }),
  );
  const late = sleep(patience, undefined, { signal: limit.signal }).then(
    (): Ending => ({ kind: "open" }),
    (): Ending => ({ kind: "open" }),
  );
  const ending = await Promise.race([sent, late]);
  limit.abort();
  return ending;
}

function fail(what: string, cause?: unknown): never {
  const error = new AssertionError({ message: `assertPinned: ${what}` });
  throw cause === undefined ? error : Object.assign(error, { cause });
}

const WHO: Readonly<Record<Server, string>> = {
  rogue: "a server whose key is not pinned",
  genuine: "the server whose key is pinned no more",
};
