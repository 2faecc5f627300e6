import assert from "node:assert/strict";
import { connect as connectHttp2 } from "node:http2";
import type { ClientHttp2Session } from "node:http2";

import {
  assertCode,
  assertFooled,
  assertSilence,
  failureOf,
  mustAllow,
  mustRefuse,
  OPTION,
} from "../expectations.ts";
import { streamOn } from "../knock.ts";
import { HOST, leafPolicy, policyOf } from "../policies.ts";
import type { Scenario, ScenarioContext } from "../scenario.ts";

/** One HTTP/2 connection may carry requests for every host that its server speaks for (RFC 9113 §9.1.1). */
export const COALESCING: readonly Scenario[] = [
  {
    name: "h2-foreign-authority",
    guarantee: "An HTTP/2 session carries requests to its own authority only.",
    run: foreignAuthority,
  },
  {
    name: "h2-certificate-of-another-rule",
    guarantee: "On HTTP/2 a leaf satisfies each enforced rule that its names reach.",
    run: otherRule,
  },
  {
    name: "wildcard-san-coalescing",
    guarantee:
      "An HTTP/2 connection to an unpinned host is refused where its certificate reaches a pinned one.",
    run: wildcardSan,
  },
  {
    name: "origin-frame-coalescing",
    guarantee:
      "A server that claims a pinned host in an ORIGIN frame gets no request for it, whoever it is.",
    run: originFrame,
  },
];

async function foreignAuthority(context: ScenarioContext): Promise<void> {
  const { world } = context;
  const peer = world.peer("right-h2");
  const { ca, port } = peer;
  const naive = connectHttp2(`https://${HOST}:${port}`, {
    ca: [...ca],
    lookup: world.lookup,
  });
  await streamOn(naive, { ":authority": "other.example.com" });
  naive.destroy();
  await assertFooled(context, peer.name);

  const session = await context
    .pin(leafPolicy(world), peer)
    .http2Connect(`https://${HOST}:${port}`);
  session.on("error", () => {});
  const own = `${HOST}:${port}`;
  const other = `other.example.com:${port}`;
  // Parsers disagree on where the host of the last ones ends.
  for (const authority of ["other.example.com", other, `${own}?@${other}`, `${own}#@${other}`]) {
    for (const headers of [{ ":authority": authority }, { host: authority }]) {
      await failureOf((async () => streamOn(session, headers))());
    }
  }
  const { requests } = await world.servers.counts(peer.name);
  assert.equal(requests, 0, "a request for another authority was sent");
}

async function otherRule(context: ScenarioContext): Promise<void> {
  const { leaf, backup, issuing } = context.world.pins;
  const policy = policyOf([
    { host: HOST, includeSubdomains: false, pins: [leaf], backupPins: [backup] },
    { host: "other.example.com", includeSubdomains: false, pins: [backup], backupPins: [issuing] },
  ]);
  await rideAlong(
    context,
    await naiveSession(context, "right-h2", "other.example.com"),
    "right-h2",
  );
  await mustAllow(context, policy, { peer: "right" });
  await mustRefuse(context, policy, { peer: "right-h2", door: "http2Connect" });
}

async function wildcardSan(context: ScenarioContext): Promise<void> {
  const { world } = context;
  const peer = world.peer("wildcard-h2");
  const session = await naiveSession(context, peer.name, STATUS);
  // What a client that coalesces goes by: the names of the certificate.
  await rideAlong(context, session, peer.name);

  const expected = { peer: peer.name, door: "http2Connect", target: { host: STATUS } } as const;
  await mustRefuse(context, leafPolicy(world), { ...expected, reason: "no-pin-matched" });
}

async function originFrame(context: ScenarioContext): Promise<void> {
  const { world } = context;
  const peer = world.peer("origin-h2");
  const claimed = `https://${HOST}:${peer.port}`;
  const naive = await naiveSession(context, peer.name, "other.example.com");
  // Node.js lists there for which origins the server "may be considered authoritative".
  if (context.runtime === "node") assert.equal(naive.originSet?.includes(claimed), true);
  await rideAlong(context, naive, peer.name);

  const pinning = context.pin(leafPolicy(world), peer);
  const session = await pinning.http2Connect(`https://other.example.com:${peer.port}`);
  session.on("error", () => {});
  await streamOn(session);
  await world.servers.reset();
  for (const name of [":authority", "host"]) {
    const attempt = async (): Promise<void> =>
      streamOn(session, { [name]: `${HOST}:${peer.port}` });
    assertCode(await failureOf(attempt()), { codes: [OPTION] });
  }
  const { requests } = await world.servers.counts(peer.name);
  assert.equal(requests, 0, "a request for the pinned host was sent");
  session.destroy();
  // Nor does the server get a session of the pinned host's own.
  await world.servers.settled(peer.name);
  await world.servers.reset();
  await failureOf(pinning.http2Connect(claimed));
  assertSilence(await world.servers.settled(peer.name), peer.name);
}

/** A session of ordinary code to another host, and one request on it. */
async function naiveSession(
  { world }: ScenarioContext,
  name: string,
  host: string,
): Promise<ClientHttp2Session> {
  const { ca, port } = world.peer(name);
  const options = { ca: [...ca], lookup: world.lookup };
  const session = connectHttp2(`https://${host}:${port}`, options);
  await streamOn(session);
  await world.servers.reset();
  return session;
}

/** The next request, for `api.example.com`, takes the connection that is there. */
async function rideAlong(
  context: ScenarioContext,
  session: ClientHttp2Session,
  name: string,
): Promise<void> {
  const { port } = context.world.peer(name);
  await streamOn(session, { ":authority": `${HOST}:${port}` });
  const { seen } = await context.world.servers.counts(name);
  assert.deepEqual(seen, [`request GET ${HOST}:${port} /`]);
  session.destroy();
  await assertFooled(context, name);
}

const STATUS = "status.example.com";
