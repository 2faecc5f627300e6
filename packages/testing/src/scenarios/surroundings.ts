import assert from "node:assert/strict";
import { createSecureContext } from "node:tls";

import { withPollution, withUncaughtHandler } from "../disturbances.ts";
import {
  assertFooled,
  assertSilence,
  failureOf,
  mustAllow,
  mustFoolNaive,
  mustRefuse,
} from "../expectations.ts";
import { doorsOf, knock } from "../knock.ts";
import type { Door } from "../knock.ts";
import { sessionOf } from "../naive-session.ts";
import { naiveRequest } from "../naive.ts";
import { HOST, leafPolicy } from "../policies.ts";
import type { Scenario, ScenarioContext } from "../scenario.ts";

/** What other code of the process does to every connection at once. */
export const SURROUNDINGS: readonly Scenario[] = [
  {
    name: "prototype-polluted-options",
    guarantee: "Options that come from a polluted Object.prototype change nothing.",
    run: pollutedOptions,
  },
  {
    name: "throwing-hook-with-uncaughtException-handler",
    guarantee: "A hook of the caller's that throws opens nothing, even where nothing crashes.",
    run: throwingHook,
  },
];

async function pollutedOptions(context: ScenarioContext): Promise<void> {
  const { world } = context;
  const { port, ca } = world.peer("wrong-key-1.2");
  const dial = { host: HOST, servername: HOST, port, ca: [...ca], lookup: world.lookup };
  const session = await sessionOf(dial);
  await world.servers.reset();

  // A resumed session skips the check on Node, so this one property is enough there.
  if (context.runtime === "node") {
    await withPollution("session", session, async () => {
      await naiveRequest({ ...dial, agent: false, checkServerIdentity: refuse });
    });
    await assertFooled(context, "wrong-key-1.2");
  }
  const doors = doorsOf(context.pin(leafPolicy(world), world.peer("right")));
  const secureContext = createSecureContext({ ca: [...ca] });
  const properties = { ...POLLUTION, session, secureContext, lookup: world.lookup };
  for (const [property, value] of Object.entries(properties)) {
    for (const door of doors) {
      await mustSurvive(context, { door, property, value });
    }
  }
}

async function mustSurvive(
  context: ScenarioContext,
  {
    door,
    property,
    value,
  }: { readonly door: Door; readonly property: string; readonly value: unknown },
): Promise<void> {
  const { world } = context;
  const peer = world.peer("wrong-key-1.2");
  const pinning = context.pin(leafPolicy(world), peer);
  await withPollution(property, value, async () => {
    await failureOf(knock(pinning, door, { host: HOST, port: peer.port }));
  });
  assertSilence(
    await world.servers.settled(peer.name),
    `${door} under Object.prototype.${property}`,
  );
}

async function throwingHook(context: ScenarioContext): Promise<void> {
  const policy = leafPolicy(context.world);
  const inHook = { tls: { checkServerIdentity: throwing } };
  const inVerdict = { onVerdict: throwing };
  if (context.runtime === "node") {
    const swallowed = await withUncaughtHandler(() =>
      mustFoolNaive(context, "wrong-key", { checkServerIdentity: throwing }),
    );
    assert.equal(swallowed.length, 1);
  }
  const swallowed = await withUncaughtHandler(async () => {
    for (const door of ["connect", "agent"] as const) {
      const expected = { peer: "wrong-key", door };
      await mustRefuse(context, policy, { ...expected, options: inVerdict });
      await mustBeSilent(context, { door, peer: "wrong-key" });
      await mustBeSilent(context, { door, peer: "right" });
    }
    await mustAllow(context, policy, { peer: "right", options: inVerdict });
  });
  assert.deepEqual(swallowed, [], "an exception escaped");

  async function mustBeSilent(
    { world, pin }: ScenarioContext,
    { door, peer }: { readonly door: Door; readonly peer: string },
  ): Promise<void> {
    const { port } = world.peer(peer);
    await failureOf(knock(pin(policy, world.peer(peer), inHook), door, { host: HOST, port }));
    assertSilence(await world.servers.settled(peer), `${peer}, with a hook that throws`);
  }
}

function throwing(): never {
  throw new Error("a hook of the caller's threw");
}

function refuse(): Error {
  return new Error("naive: refused");
}

const POLLUTION: Readonly<Record<string, unknown>> = {
  rejectUnauthorized: false,
  checkServerIdentity: () => undefined,
  pskCallback: () => undefined,
  allowPartialTrustChain: true,
  minVersion: "TLSv1.1",
  ciphers: "DEFAULT:@SECLEVEL=0",
  isServer: true,
  servername: "other.example.com",
  host: "other.example.com",
  path: "/nonexistent/tlspin.sock",
  socket: {},
};
