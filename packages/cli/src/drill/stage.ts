import { randomBytes } from "node:crypto";

import type { HostRule, Policy } from "@tlspin/core";
import type { Identity, ServerSpec } from "@tlspin/testing";

import type { HostAddress } from "../host-address.ts";
import { type PinnedCa, pinnedCaIn, type PinnedKeys, pinsOf } from "./backup-keys.ts";
import { appendedCa, type Cast, type Flaw, pinnedKey, wrongKey } from "./identities.ts";
import type { Scenario, ScenarioName } from "./scenarios.ts";
import type { Target } from "./targets.ts";

/** What the drill was given to play with. */
export interface Props {
  readonly policy: Policy;
  readonly cast: Cast;
  readonly keys: PinnedKeys;
  readonly chain: readonly PinnedCa[];
  readonly upstreams: ReadonlyMap<HostRule, HostAddress>;
  /** Whether the program is redirected, so that its first dial and the next can end elsewhere. */
  readonly redirected: boolean;
}

/** What stands for a host in a scenario: servers, in the order of dials; a relay; or nothing, and why. */
export type Stage =
  | {
      readonly servers: readonly ServerSpec[];
      /** A CA (PEM) that the program must trust besides the cast's. */
      readonly trusted?: string;
    }
  | { readonly upstream: HostAddress }
  | { readonly missing: string };

/** Sets the stage of a scenario for one rule. */
export async function stageOf(scenario: Scenario, target: Target, props: Props): Promise<Stage> {
  if (target.rule.mode === "report-only" && scenario.expects === "refusal") {
    return { missing: "the rule only reports, so it refuses nothing" };
  }
  return STAGES[scenario.name](target, props);
}

/** Whether a scenario can make sense for a rule at all. */
export function concerns(scenario: Scenario, target: Target): boolean {
  return scenario.name !== "appended-ca" || pinsOf(target).some(({ at }) => at === "ca");
}

type Staging = (target: Target, props: Props) => Promise<Stage>;

const STAGES: Readonly<Record<ScenarioName, Staging>> = {
  "wrong-key": async (target, { cast }) => ({
    servers: [hostile("wrong-key", target, await wrongKey(cast, target))],
  }),
  "appended-ca": appendedCaStage,
  downgrade: async (target, { cast }) => {
    const server = hostile("downgrade", target, await wrongKey(cast, target));
    return { servers: [{ ...server, behaviour: "reset-tls" }] };
  },
  resumed: resumedStage,
  "backup-expired": pinnedKeyStage("backup-expired", "expired"),
  "backup-wrong-host": pinnedKeyStage("backup-wrong-host", "wrong-host"),
  backup: pinnedKeyStage("backup", "none"),
  genuine: async (target, { upstreams }) => {
    const upstream = upstreams.get(target.rule);
    if (upstream !== undefined) return { upstream };
    return { missing: "needs the genuine server: --upstream" };
  },
};

async function appendedCaStage(target: Target, { chain }: Props): Promise<Stage> {
  const genuine = pinnedCaIn(chain, target);
  if (genuine === undefined) {
    return { missing: "needs the pinned CA's certificate: --chain" };
  }
  const { identity, trusted } = await appendedCa(target, genuine);
  return { servers: [hostile("appended-ca", target, identity)], trusted };
}

// A session outlives the key that it was made under, so the second server needs no pinned one.
async function resumedStage(target: Target, props: Props): Promise<Stage> {
  const { cast, keys, redirected } = props;
  if (!redirected) return { missing: "needs the redirect of a Node.js program" };
  const pinned = keys.get(target);
  if (pinned === undefined) return { missing: NO_KEY };
  const accepted = await pinnedKey(cast, target, { pinned, flaw: "none" });
  const rogue = await wrongKey(cast, target);
  const ticketKeys = randomBytes(48).toString("hex");
  return {
    servers: [
      { ...hostile("resumed: accepted", target, { ...accepted, ticketKeys }), closes: true },
      hostile("resumed", target, { ...rogue, ticketKeys }),
    ],
  };
}

function pinnedKeyStage(name: ScenarioName, flaw: Flaw): Staging {
  return async (target, { cast, keys }) => {
    const pinned = keys.get(target);
    if (pinned === undefined) return { missing: NO_KEY };
    const identity = await pinnedKey(cast, target, { pinned, flaw });
    return { servers: [hostile(name, target, identity)] };
  };
}

/** It takes whatever comes, on whatever port was dialled: TLS, or plain text. */
function hostile(
  name: string,
  { rule }: Target,
  tls: Identity & { readonly ticketKeys?: string },
): ServerSpec {
  return { name: `${name} ${rule.host}`, protocol: "any", clear: true, tls };
}

const NO_KEY = "needs a pinned key: --backup-key";
