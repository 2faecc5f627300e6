import assert from "node:assert/strict";

import { mustFoolNaive, mustRefuse, mustStopNaive, REJECTED } from "../expectations.ts";
import { naiveCheck } from "../naive.ts";
import { caPolicy } from "../policies.ts";
import type { Scenario, ScenarioContext } from "../scenario.ts";
import { CHAIN_ATTACKS } from "./chain-attacks.ts";
import type { ChainAttack, ChainFate } from "./chain-attacks.ts";

/** Chains that show the pinned CA without its having vouched for anything. The pin is a CA pin. */
export const CHAINS: readonly Scenario[] = CHAIN_ATTACKS.map(scenarioOf);

function scenarioOf({ name, peer, also = peer, which, fate }: ChainAttack): Scenario {
  return {
    name,
    guarantee: `A pinned CA ${which} vouches for nothing.`,
    async run(context) {
      const onNaive = fate[context.runtime];
      // Where the runtime refuses, its own error passes through unchanged.
      const codes = onNaive === "stopped-by-runtime" ? [...RUNTIME_CODES, REJECTED] : [REJECTED];
      for (const attacker of new Set([peer, also])) {
        await NAIVE_RUNS[onNaive](context, attacker);
        await mustRefuse(context, caPolicy(context.world), { peer: attacker, codes });
      }
    },
  };
}

async function isBypassed(context: ScenarioContext, peer: string): Promise<void> {
  const checkServerIdentity = naiveCheck([context.world.pins.issuing]);
  await mustFoolNaive(context, peer, { checkServerIdentity });
}

async function isStopped(context: ScenarioContext, peer: string): Promise<void> {
  const error = await naiveFailure(context, peer);
  assert.match(error, /certificate|signature|CA|subtree|constraint/i);
  assert.doesNotMatch(error, /naive/);
}

async function isRefused(context: ScenarioContext, peer: string): Promise<void> {
  assert.match(await naiveFailure(context, peer), /naive: no pin matched/);
}

async function naiveFailure(context: ScenarioContext, peer: string): Promise<string> {
  const checkServerIdentity = naiveCheck([context.world.pins.issuing]);
  return String(await mustStopNaive(context, peer, { checkServerIdentity }));
}

const NAIVE_RUNS: Readonly<
  Record<ChainFate, (context: ScenarioContext, peer: string) => Promise<void>>
> = {
  bypassed: isBypassed,
  "stopped-by-runtime": isStopped,
  "refused-by-naive": isRefused,
};

const RUNTIME_CODES: readonly string[] = [
  "CERT_SIGNATURE_FAILURE",
  "INVALID_CA",
  "INVALID_PURPOSE",
  "PERMITTED_SUBTREE_VIOLATION",
  "UNSPECIFIED",
];
