import assert from "node:assert/strict";
import { createSecureContext } from "node:tls";

import { withEnvironment } from "../disturbances.ts";
import {
  assertCode,
  assertSilence,
  failureOf,
  fieldOf,
  mustAllow,
  mustEndSilently,
  mustFoolNaive,
  mustRefuse,
  mustStopNaive,
  OPTION,
  REJECTED,
  UNTRUSTED,
} from "../expectations.ts";
import { doorsOf, requestThrough } from "../knock.ts";
import { naiveCheck } from "../naive.ts";
import { caPolicy, HOST, leafPolicy } from "../policies.ts";
import type { Scenario, ScenarioContext } from "../scenario.ts";

/** Options, and surroundings, that would switch enforcement off. */
export const OPTIONS: readonly Scenario[] = [
  {
    name: "rejectUnauthorized-false",
    guarantee: "rejectUnauthorized: false is an error where it is given, and moves no request.",
    run: rejectUnauthorizedFalse,
  },
  {
    name: "NODE_TLS_REJECT_UNAUTHORIZED=0",
    guarantee: "The environment variable that switches verification off changes nothing.",
    run: environmentVariable,
  },
  {
    name: "secureContext-override",
    guarantee: "A secureContext of the caller's own, with other roots, is an error.",
    run: secureContextOverride,
  },
  {
    name: "weakening-options",
    guarantee: "An option that would weaken enforcement is an error that names it.",
    run: weakeningOptions,
  },
  {
    name: "unknown-option",
    guarantee: "An option that no door knows is an error that names it.",
    async run(context) {
      await mustNameOption(context, { chekServerIdentity: () => undefined });
    },
  },
  {
    name: "getter-toctou-options",
    guarantee: "An option whose accessor could answer twice is an error.",
    run: getterToctou,
  },
  {
    name: "own-check-only-refuses",
    guarantee: "A caller's checkServerIdentity can refuse what the pins allow, and allow nothing.",
    run: ownCheckOnlyRefuses,
  },
  {
    name: "untrusted-but-pinned",
    guarantee: "A pinned key in a certificate that no trusted CA signed is refused.",
    async run(context) {
      const codes = [...UNTRUSTED, REJECTED];
      await mustFoolNaive(context, "self-signed", { rejectUnauthorized: false });
      await mustRefuse(context, leafPolicy(context.world), { peer: "self-signed", codes });
    },
  },
];

async function rejectUnauthorizedFalse(context: ScenarioContext): Promise<void> {
  const { world } = context;
  const checkServerIdentity = naiveCheck([world.pins.leaf]);
  const weak = { rejectUnauthorized: false };
  await mustFoolNaive(context, "wrong-key", { ...weak, checkServerIdentity });
  await mustNameOption(context, weak);

  for (const name of ["wrong-key", "self-signed"]) {
    const peer = world.peer(name);
    const agent = context.pin(leafPolicy(world), peer).agent();
    const attempt = requestThrough(agent, { host: HOST, port: peer.port }, weak);
    await mustEndSilently(context, { peer: name }, attempt);
  }
}

async function environmentVariable(context: ScenarioContext): Promise<void> {
  const { world } = context;
  const policy = leafPolicy(world);
  const checkServerIdentity = naiveCheck([world.pins.leaf]);
  await withEnvironment("NODE_TLS_REJECT_UNAUTHORIZED", "0", async () => {
    await naiveUnderVariable(context, { checkServerIdentity });
    for (const door of doorsOf(context.pin(policy, world.peer("right")))) {
      const peer = door === "http2Connect" ? "wrong-key-h2" : "wrong-key";
      await mustRefuse(context, policy, { peer, door });
    }
    const codes = [...UNTRUSTED, REJECTED];
    await mustRefuse(context, policy, { peer: "self-signed", codes });
  });
}

// Deno obeys the variable from 2.9 on.
async function naiveUnderVariable(context: ScenarioContext, naive: object): Promise<void> {
  const isDeaf = process.versions["deno"]?.startsWith("2.8.") === true;
  if (isDeaf) await mustStopNaive(context, "wrong-key", naive);
  else await mustFoolNaive(context, "wrong-key", naive);
}

// The caller restricts the roots by `ca`, and a secureContext quietly replaces that.
async function secureContextOverride(context: ScenarioContext): Promise<void> {
  const { world } = context;
  const { port, ca } = world.peer("C");
  const genuineOnly = [...world.peer("right").ca];
  const secureContext = createSecureContext({ ca: [...ca] });
  const checkServerIdentity = naiveCheck([world.pins.issuing]);
  await mustFoolNaive(context, "C", { ca: genuineOnly, secureContext, checkServerIdentity });
  await mustNameOption(context, { secureContext });

  const pinning = context.pin(caPolicy(world), { name: "C", port, ca: genuineOnly });
  const attempt = requestThrough(pinning.agent(), { host: HOST, port }, { secureContext });
  await mustEndSilently(context, { peer: "C" }, attempt);
}

async function weakeningOptions(context: ScenarioContext): Promise<void> {
  await mustNameOption(context, { pskCallback: () => undefined });
  await mustNameOption(context, { session: Buffer.alloc(32) });
  await mustNameOption(context, { secureProtocol: "TLSv1_1_method" });
  await mustNameOption(context, { allowPartialTrustChain: true });
  await mustNameOption(context, { minVersion: "TLSv1.1" });
  await mustNameOption(context, { ciphers: "aNULL:@SECLEVEL=0" });
}

async function getterToctou(context: ScenarioContext): Promise<void> {
  const { world } = context;
  // Naive code asks the options for the host, finds it unpinned, and hands the options on.
  const naive = twoFaced("host", "other.example.com", HOST);
  const isPinned = fieldOf(naive, "host") === HOST;
  const check = isPinned ? { checkServerIdentity: naiveCheck([world.pins.leaf]) } : {};
  await mustFoolNaive(context, "wrong-key", Object.assign(naive, check));

  const peer = world.peer("wrong-key");
  const options = Object.assign(twoFaced("host", "other.example.com", HOST), { port: peer.port });
  const attempt = context.pin(leafPolicy(world), peer).connect(options);
  await mustEndSilently(context, { peer: peer.name, codes: [OPTION] }, attempt);
  await mustNameOption(context, twoFaced("rejectUnauthorized", true, false));
  await mustNameOption(context, twoFaced("lookup", undefined, world.lookup));
}

async function ownCheckOnlyRefuses(context: ScenarioContext): Promise<void> {
  const policy = leafPolicy(context.world);
  const permissive = { tls: { checkServerIdentity: () => undefined } };
  const refusal = new Error("not on my watch");
  const strict = { tls: { checkServerIdentity: () => refusal } };
  await mustAllow(context, policy, { peer: "right", options: permissive });
  await mustRefuse(context, policy, { peer: "wrong-key", options: permissive });
  await mustRefuse(context, policy, { peer: "wrong-host", options: permissive, codes: HOST_CODES });
  await context.world.servers.reset();
  const peer = context.world.peer("right");
  const attempt = context.pin(policy, peer, strict).connect({ host: HOST, port: peer.port });
  await mustEndSilently(context, { peer: "right" }, attempt);
  await ownCheckOfOneRequest(context, () => refusal);
}

// Some runtimes would give the request a connection that its own check never saw.
async function ownCheckOfOneRequest(
  context: ScenarioContext,
  checkServerIdentity: () => Error,
): Promise<void> {
  const { world } = context;
  const peer = world.peer("right");
  const target = { host: HOST, port: peer.port };
  const agent = context.pin(leafPolicy(world), peer).agent({ keepAlive: true });
  await requestThrough(agent, target);
  await world.servers.reset();
  await failureOf(requestThrough(agent, target, { checkServerIdentity }));
  agent.destroy();
  assertSilence(await world.servers.settled("right"), "a pooled connection");
}

async function mustNameOption(context: ScenarioContext, option: object): Promise<void> {
  const peer = context.world.peer("wrong-key");
  const pinning = context.pin(leafPolicy(context.world), peer);
  const url = `https://${HOST}:${peer.port}`;
  const attempts = {
    connect: () => pinning.connect(copyOf(option, { host: HOST, port: peer.port })),
    agent: async () => pinning.agent(copyOf(option)),
    http2Connect: () => pinning.http2Connect(url, copyOf(option)),
  };
  for (const [door, attempt] of Object.entries(attempts)) {
    const [name] = Object.keys(option);
    const error: unknown = await attempt().then(
      () => assert.fail(`${door} accepts ${name}`),
      (refusal: unknown) => refusal,
    );
    assertCode(error, { codes: [OPTION] });
    assert.equal(fieldOf(error, "option"), name, door);
  }
  assertSilence(await context.world.servers.settled(peer.name), peer.name);
}

// An accessor answers once with one value and from then on with another.
function twoFaced(property: string, first: unknown, then: unknown): object {
  let asked = 0;
  const get = (): unknown => (asked++ === 0 ? first : then);
  return Object.defineProperty({}, property, { get, enumerable: true, configurable: true });
}

// A spread would ask an accessor for its value.
function copyOf(option: object, base: object = {}): object {
  return Object.defineProperties({ ...base }, Object.getOwnPropertyDescriptors(option));
}

const HOST_CODES = ["ERR_TLS_CERT_ALTNAME_INVALID", REJECTED];
