import assert from "node:assert/strict";

import { assertSilence, failureOf, mustFoolNaive, mustRefuse, REJECTED } from "../expectations.ts";
import { naiveCheck, naiveRequest } from "../naive.ts";
import { caPolicy, HOST } from "../policies.ts";
import type { Runtime, Scenario, ScenarioContext } from "../scenario.ts";

/** Chains that show the pinned CA without its having vouched for anything. The pin is a CA pin. */
export const CHAINS: readonly Scenario[] = attacks().map(scenarioOf);

interface ChainAttack {
  readonly name: string;
  readonly peer: string;
  /** What is wrong with the pinned CA's certificate in this chain. */
  readonly which: string;
  readonly fate: Readonly<Record<Runtime, NaiveFate>>;
}

/** What becomes of an attack on the naive check: bytes arrive, or who refuses it. */
type NaiveFate = "bypassed" | "stopped-by-runtime" | "refused-by-naive";

function scenarioOf({ name, peer, which, fate }: ChainAttack): Scenario {
  return {
    name,
    guarantee: `A pinned CA ${which} vouches for nothing.`,
    async run(context) {
      const onNaive = fate[context.runtime];
      await NAIVE_RUNS[onNaive](context, peer);
      // Where the runtime refuses, its own error passes through unchanged.
      const codes = onNaive === "stopped-by-runtime" ? [...RUNTIME_CODES, REJECTED] : [REJECTED];
      await mustRefuse(context, caPolicy(context.world), { peer, codes });
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

async function naiveFailure({ world }: ScenarioContext, name: string): Promise<string> {
  const { port, ca } = world.peer(name);
  const checkServerIdentity = naiveCheck([world.pins.issuing]);
  const { lookup, servers } = world;
  const error = await failureOf(
    naiveRequest({ host: HOST, port, ca: [...ca], lookup, checkServerIdentity }),
  );
  const counts = await servers.settled(name);
  assertSilence(counts, name);
  assert.equal(counts.connections, 1);
  await servers.reset();
  return String(error);
}

const NAIVE_RUNS: Readonly<
  Record<NaiveFate, (context: ScenarioContext, peer: string) => Promise<void>>
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

// The fates were measured: Node 22 to 26, Deno 2.9 and Bun 1.4 link a served chain in three ways.
function attacks(): readonly ChainAttack[] {
  const fooled = { node: "bypassed", deno: "bypassed", bun: "bypassed" } as const;
  const lists = { ...fooled, node: "refused-by-naive" } as const;
  const stopped = { ...fooled, node: "stopped-by-runtime" } as const;
  const first = { ...stopped, bun: "stopped-by-runtime" } as const;
  const expired = { ...fooled, bun: "stopped-by-runtime" } as const;
  const sameName = "whose name another CA bears";
  const sameKeyId = "whose name and key identifier another CA bears";
  const noCa = "that certified the attacker's key, but as no CA";
  const otherNames = "that certified the attacker's CA for other names";
  return [
    { name: "CVE-2016-2402", peer: "rogue-extra", which: "appended to a chain", fate: lists },
    { name: "chain-A-first", peer: "A-first", which: `${sameName}, listed first`, fate: first },
    { name: "chain-A-last", peer: "A-last", which: `${sameName}, listed last`, fate: lists },
    { name: "chain-B-first", peer: "B-first", which: `${sameKeyId}, listed first`, fate: first },
    { name: "chain-B-last", peer: "B-last", which: `${sameKeyId}, listed last`, fate: lists },
    { name: "chain-C", peer: "C", which: "whose name a trusted root bears", fate: fooled },
    { name: "chain-D", peer: "D", which: `${sameName}, in an expired certificate`, fate: expired },
    { name: "chain-F-first", peer: "F-first", which: `${noCa}, listed first`, fate: stopped },
    { name: "chain-F-last", peer: "F-last", which: `${noCa}, listed last`, fate: lists },
    { name: "chain-F2", peer: "F2", which: `${noCa}, with keyCertSign`, fate: first },
    { name: "chain-G-first", peer: "G-first", which: `${otherNames}, listed first`, fate: first },
    { name: "chain-G-last", peer: "G-last", which: `${otherNames}, listed last`, fate: lists },
    { name: "chain-G2", peer: "G2", which: `${otherNames}, until 2021`, fate: expired },
    { name: "sha1-md5-link", peer: "sha1-link", which: "that signed with SHA-1", fate: fooled },
    {
      name: "sig-alg-mismatch",
      peer: "mismatched-link",
      which: "whose signature names two algorithms",
      fate: fooled,
    },
    {
      name: "unknown-critical-extension",
      peer: "critical-link",
      which: "under a critical extension that nobody knows",
      fate: fooled,
    },
  ];
}
