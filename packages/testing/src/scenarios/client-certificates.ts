import assert from "node:assert/strict";
import type { LookupFunction } from "node:net";

import type { AdapterOptions } from "../adapter.ts";
import {
  assertCode,
  assertSilence,
  failureOf,
  mustAllow,
  mustRefuse,
  OPTION,
} from "../expectations.ts";
import { knock } from "../knock.ts";
import { naiveCheck, naiveRequest } from "../naive.ts";
import { HOST, leafPolicy, nextOf, otherPolicy } from "../policies.ts";
import type { Scenario, ScenarioContext } from "../scenario.ts";

/** Who learns who calls: the client's own certificate. */
export const CLIENT_CERTIFICATES: readonly Scenario[] = [
  {
    name: "client-certificate",
    guarantee: "A client certificate is shown to a proven peer, under TLS 1.3 only.",
    run: clientCertificate,
  },
  {
    name: "client-certificate-disclosure",
    guarantee:
      "A man in the middle sees no client certificate under TLS 1.3, or the caller accepted that he does.",
    run: disclosure,
  },
  {
    name: "client-certificate-overtaken",
    guarantee:
      "A dial that would show a client certificate too early ends when a policy arrives that enforces its host.",
    run: overtaken,
  },
];

async function clientCertificate(context: ScenarioContext): Promise<void> {
  const { world } = context;
  const policy = { ...leafPolicy(world), minTls: "1.3" };
  await mustAllow(context, policy, { peer: "mutual", options: accepting(context) });
  assert.ok((await world.servers.counts("mutual")).seen.includes(SEEN));
  await world.servers.reset();
  // TLS 1.2 would show the certificate before the peer is proven.
  await mustBeRefusedUnsent(context, leafPolicy(world), accepting(context));
  if (!SHOWS_EARLY) return;
  await mustBeRefusedUnsent(context, policy, { tls: world.client });
}

async function disclosure(context: ScenarioContext): Promise<void> {
  const { world } = context;
  await naiveDisclosure(context);
  const policy = { ...leafPolicy(world), minTls: "1.3" };
  const expected = { peer: "wrong-key-mutual", options: accepting(context) };
  await mustRefuse(context, policy, { ...expected, reason: "no-pin-matched" });
  const { seen } = await world.servers.counts("wrong-key-mutual");
  assert.deepEqual(seen, SHOWS_EARLY ? [SEEN] : []);
}

// Where no rule enforced the host, TLS 1.2 was good enough for its client certificate.
async function overtaken(context: ScenarioContext): Promise<void> {
  const { world } = context;
  await naiveDisclosure(context);
  const peer = world.peer("wrong-key-mutual");
  for (const next of [leafPolicy(world), { ...leafPolicy(world), minTls: "1.3" }]) {
    await world.servers.reset();
    const lookup: LookupFunction = (...asked) => {
      pinning.update(nextOf(next));
      world.lookup(...asked);
    };
    const pinning = context.pin(otherPolicy(world), peer, { tls: { ...world.client, lookup } });
    const attempt = pinning.connect({ host: HOST, port: peer.port, maxVersion: "TLSv1.2" });
    assertCode(await failureOf(attempt), { codes: [OPTION] });
    const counts = await world.servers.settled(peer.name);
    assertSilence(counts, peer.name);
    assert.deepEqual(counts.seen, [], "it showed its certificate");
  }
}

// Under TLS 1.2 a pin check in the hook comes too late, in every runtime.
async function naiveDisclosure({ world, onNaive }: ScenarioContext): Promise<void> {
  const { port, ca } = world.peer("wrong-key-mutual");
  const checkServerIdentity = naiveCheck([world.pins.leaf]);
  const own = { ...world.client, checkServerIdentity, maxVersion: "TLSv1.2" } as const;
  const dial = { host: HOST, port, ca: [...ca], lookup: world.lookup };
  await failureOf(naiveRequest({ ...dial, ...own }));
  const counts = await world.servers.settled("wrong-key-mutual");
  assert.deepEqual(counts.seen, [SEEN], "naive code showed no certificate");
  onNaive("fooled");
  await world.servers.reset();
}

async function mustBeRefusedUnsent(
  { world, pin }: ScenarioContext,
  policy: unknown,
  options: AdapterOptions,
): Promise<void> {
  const peer = world.peer("mutual");
  const attempt = async (): Promise<void> =>
    knock(pin(policy, peer, options), "connect", { host: HOST, port: peer.port });
  assertCode(await failureOf(attempt()), { codes: [OPTION] });
  const counts = await world.servers.settled("mutual");
  assertSilence(counts, "mutual");
  assert.equal(counts.connections, 0, "it dialled");
}

/** Options with a client certificate, in the words that the runtime asks for. */
function accepting({ world }: ScenarioContext): AdapterOptions {
  const tls = world.client;
  return SHOWS_EARLY ? { tls, acceptClientCertificateDisclosure: true } : { tls };
}

// Deno's hook is asked after the whole handshake: that is what the caller has to accept there.
const SHOWS_EARLY: boolean = process.versions["deno"] !== undefined;

// What the server notes of a client that it was shown.
const SEEN = "client client 1";
