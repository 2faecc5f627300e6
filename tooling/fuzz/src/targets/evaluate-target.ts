import {
  evaluate,
  parseCertificate,
  parsePolicy,
  type Peer,
  pinOf,
  type Policy,
  type SignatureCheck,
  type Verdict,
} from "@tlspin/core";
import { verifySignature } from "@tlspin/tls";

import { mutateBytes } from "../mutate-bytes.ts";
import { keysOnPaths } from "../oracle.ts";
import { type Scene, sceneOf } from "../scene.ts";
import { hold, type Target } from "../target.ts";
import type { World } from "../world.ts";

/** Chains that are mutated, reordered and added to, under policies that lose their pins. */
export function evaluateTarget(world: World): Target {
  return {
    name: "evaluate",
    seeds: SEEDS,
    mutate: mutateBytes,
    run(input) {
      const scene = sceneOf(input, world);
      const verdict = judge(scene, world);
      holdsWhatItSays(verdict, scene, world);
      holdsInAnyOrder(verdict, scene, world);
      holdsWithMoreServed(verdict, scene, world);
      holdsWithFewerPins(verdict, scene, world);
    },
  };
}

/** Nothing is allowed that OpenSSL, asked link by link, finds no path for. */
function holdsWhatItSays({ decision, reason, pin }: Verdict, scene: Scene, world: World): void {
  hold(reason !== "internal-error", "evaluate foresees whatever a peer sends");
  if (decision === "reject") return;

  hold(pin !== undefined, "an enforced rule allows by a pin only");
  if (pin?.at === "leaf") hold(pin.pin === pinOfLeaf(scene), "the key that matched is the leaf's");
  else hold(pinsOnPaths(scene, world).has(pin?.pin ?? ""), "the CA that matched is on a path");
  for (const party of scene.distrusted) {
    const distrusted = pinOfParty(party, world);
    hold(distrusted !== pinOfLeaf(scene), "a distrusted leaf is refused");
    hold(!pinsOnPaths(scene, world).has(distrusted), "a distrusted CA is refused");
  }
}

function holdsInAnyOrder(verdict: Verdict, scene: Scene, world: World): void {
  const { served, order } = scene;
  const at = order % (served.length + 1);
  for (const others of [
    served.toReversed(),
    [...served.slice(at), ...served.slice(0, at)],
    [...served, ...served],
  ]) {
    hold(same(verdict, judge({ ...scene, served: others }, world)), "order changes no verdict");
  }
}

/** One more certificate may complete a path, which the oracle then has to find. It hides nothing. */
function holdsWithMoreServed(verdict: Verdict, scene: Scene, world: World): void {
  const more = { ...scene, served: [...scene.served, scene.extra] };
  const after = judge(more, world);
  holdsWhatItSays(after, more, world);
  if (verdict.reason === "key-distrusted")
    hold(after.decision === "reject", "padding hides no key");
}

function holdsWithFewerPins(verdict: Verdict, scene: Scene, world: World): void {
  if (verdict.decision === "allow") return;
  for (const { party } of scene.pins) {
    const pin = pinOfParty(party, world);
    const pins = scene.pins.filter((other) => pinOfParty(other.party, world) !== pin);
    hold(judge({ ...scene, pins }, world).decision === "reject", "fewer pins allow no more");
  }
}

function judge(scene: Scene, world: World): Verdict {
  let signatures = 0;
  const counted = (check: SignatureCheck) => {
    signatures++;
    return verifySignature(check);
  };
  const { leaf, served, anchors } = scene;
  const ders = [leaf, ...served];
  const chain = { kind: "served", ders, verifySignature: counted } as const;
  const peer: Peer = {
    connectHost: HOST,
    certificateHost: HOST,
    port: 443,
    chain: anchors === undefined ? chain : { ...chain, anchors },
  };
  const verdict = evaluate(policyFor(scene, world), peer, world.at);
  hold(signatures <= MOST_SIGNATURES, "a peer costs no more signatures than the budget has");
  return verdict;
}

function same(a: Verdict, b: Verdict): boolean {
  return a.decision === b.decision && a.reason === b.reason && a.pin?.pin === b.pin?.pin;
}

/** Two parties may have one key, which a rule names once. */
function policyFor({ pins, distrusted }: Scene, world: World): Policy {
  const wanted = new Map(pins.map(({ party, at }) => [pinOfParty(party, world), at] as const));
  const [first = NOBODY, ...backups] = [...wanted].map(([spki, at]) => ({ spki, at }));
  const rule = {
    host: HOST,
    includeSubdomains: false,
    pins: [first],
    backupPins: [NOBODY_EITHER, ...backups],
    distrusted: distrusted.map((party) => pinOfParty(party, world)),
  };
  return parsePolicy({ version: 1, revision: 1, unlistedHosts: "reject", hosts: [rule] });
}

function pinOfParty(party: string, { parties }: World): string {
  return pinOf(parties.get(party)?.spki ?? new Uint8Array());
}

function pinOfLeaf({ leaf }: Scene): string {
  return pinOf(parseCertificate(leaf).spki);
}

function pinsOnPaths({ leaf, served, anchors = [] }: Scene, { at }: World): ReadonlySet<string> {
  const keys = keysOnPaths({ leaf, others: [...served, ...anchors], at });
  return new Set([...keys].map((hex) => pinOf(Buffer.from(hex, "hex"))));
}

const HOST = "api.example.com";
const NOBODY = { spki: `sha256/${"B".repeat(42)}A=`, at: "leaf" };
const NOBODY_EITHER = { spki: `sha256/${"C".repeat(42)}A=`, at: "leaf" };

// A search has 24, and a rule makes two: for distrusted keys and for pins.
const MOST_SIGNATURES = 48;

/** Leaf, served, pins, extra, distrusted, anchors, order: see `sceneOf`. */
const SEEDS: Target["seeds"] = [
  Uint8Array.of(0, 0, 2, 2, 0, 1, 0, 2, 1, 0, 9, 0, 0, 0, 0),
  Uint8Array.of(10, 0, 2, 9, 0, 2, 0, 2, 1, 0, 12, 0, 0, 1, 1),
  Uint8Array.of(0, 0, 5, 2, 0, 12, 0, 13, 0, 8, 0, 16, 0, 1, 1, 1, 0, 0, 14, 0, 1, 8, 0, 3),
  Uint8Array.of(5, 0, 3, 4, 0, 2, 0, 1, 0, 2, 1, 1, 0, 0, 15, 0, 0, 0, 2),
  Uint8Array.of(0, 3, 1, 2, 2, 3, 9, 4, 1, 2, 1, 0, 2, 3, 7, 7, 0, 1, 1),
];
