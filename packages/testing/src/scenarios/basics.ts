import assert from "node:assert/strict";

import type { RecordLike } from "../adapter.ts";
import { mustAllow, mustFoolNaive, mustRefuse, mustStopNaive } from "../expectations.ts";
import { doorsOf } from "../knock.ts";
import { naiveCheck } from "../naive.ts";
import { caPolicy, HOST, leafPolicy, policyOf } from "../policies.ts";
import type { Scenario, ScenarioContext } from "../scenario.ts";

/** What an honest deployment does. */
export const BASICS: readonly Scenario[] = [
  {
    name: "allowed-leaf-pin",
    guarantee: "A server with a pinned key is reached through every door.",
    async run(context) {
      const policy = leafPolicy(context.world);
      for (const door of doorsOf(context.pin(policy, context.world.peer("right")))) {
        const peer = door === "http2Connect" ? "right-h2" : "right";
        await mustAllow(context, policy, { peer, door });
      }
    },
  },
  {
    name: "allowed-ca-pin",
    guarantee: "A server that the pinned CA vouches for is reached.",
    async run(context) {
      await mustAllow(context, caPolicy(context.world), { peer: "right" });
    },
  },
  {
    name: "backup-in-use",
    guarantee: "A server on its backup key is reached, and the verdict says so.",
    async run(context) {
      const records: RecordLike[] = [];
      const options = { onVerdict: (record: RecordLike) => void records.push(record) };
      await mustAllow(context, leafPolicy(context.world), { peer: "backup", options });
      assert.deepEqual(
        records.map(({ decision, pin }) => [decision, pin?.backup]),
        [["allow", true]],
      );
    },
  },
  {
    name: "expired-pins",
    guarantee: "Pins that have expired reject.",
    async run(context) {
      const policy = leafPolicy(context.world, { expires: "2020-01-01" });
      await mustFoolNaive(context, "right", looksFor(context.world.pins.leaf));
      await mustRefuse(context, policy, { peer: "right", reason: "pins-expired" });
    },
  },
  {
    name: "distrusted-key",
    guarantee: "A distrusted key rejects, although its CA is pinned.",
    async run(context) {
      const distrusted = [{ spki: context.world.pins.leaf }];
      await mustFoolNaive(context, "right", looksFor(context.world.pins.issuing));
      const expected = { peer: "right", reason: "key-distrusted" };
      await mustRefuse(context, caPolicy(context.world, { distrusted }), expected);
    },
  },
  {
    name: "distrusted-behind-decoy",
    guarantee:
      "A distrusted CA is found behind another certificate of its name, in report-only too.",
    run: distrustedBehindDecoy,
  },
  {
    name: "allowed-behind-decoy",
    guarantee:
      "A server whose CA is pinned is reached, also where a decoy of its name comes first.",
    async run(context) {
      const policy = caPolicy(context.world);
      // Bun's TLS takes the first issuer of that name, and finds that it did not sign.
      const codes = ["CERT_SIGNATURE_FAILURE"];
      if (context.runtime === "bun") await mustRefuse(context, policy, { peer: "decoy", codes });
      else await mustAllow(context, policy, { peer: "decoy" });
    },
  },
  {
    name: "allowed-root-pin",
    guarantee: "A server whose root is pinned is reached, whatever else it sends along.",
    run: rootPin,
  },
  {
    name: "distrusted-root-behind-padding",
    guarantee: "A distrusted root rejects, also where certificates that nobody needs hide it.",
    async run(context) {
      const distrusted = [{ spki: context.world.pins.root }];
      await mustFoolNaive(context, "right-padded", looksFor(context.world.pins.leaf));
      for (const policy of [leafPolicy, caPolicy]) {
        for (const peer of ["right", "right-padded"]) {
          const expected = { peer, reason: "key-distrusted" };
          await mustRefuse(context, policy(context.world, { distrusted }), expected);
        }
      }
    },
  },
  {
    name: "report-only",
    guarantee: "A report-only rule lets a wrong key through, and reports it.",
    async run(context) {
      const records: RecordLike[] = [];
      const policy = leafPolicy(context.world, { mode: "report-only" });
      const options = { onVerdict: (record: RecordLike) => void records.push(record) };
      await mustAllow(context, policy, { peer: "wrong-key", options });
      assert.deepEqual(
        records.map(({ decision, reason }) => [decision, reason]),
        [["allow", "report-only"]],
      );
    },
  },
  {
    name: "unlisted-host",
    guarantee:
      "A host that no rule covers gets what unlistedHosts says: ordinary TLS, or rejection.",
    async run(context) {
      const target = { host: "other.example.com" };
      const expected = { peer: "wrong-key", target };
      const policy = leafPolicy(context.world);
      await mustAllow(context, policy, expected);
      await context.world.servers.reset();
      const strict = { ...policy, unlistedHosts: "reject" };
      await mustRefuse(context, strict, { ...expected, reason: "host-unlisted", undialled: true });
    },
  },
  {
    name: "excluded-subdomain",
    guarantee: "Pins reach subdomains, except an excluded one, which ordinary TLS judges.",
    run: excludedSubdomain,
  },
  {
    name: "certificate-pin",
    guarantee: "A certificate pin allows that one certificate, and no other of the same key.",
    async run(context) {
      const { leaf, leafCertificate, backup } = context.world.pins;
      const policy = leafPolicy(context.world, {
        pins: [{ certificate: leafCertificate }],
        backupPins: [backup],
      });
      await mustAllow(context, policy, { peer: "right" });
      const renewed = "p521-sha256-link";
      await mustFoolNaive(context, renewed, looksFor(leaf));
      await mustRefuse(context, policy, { peer: renewed, reason: "no-pin-matched" });
    },
  },
  {
    name: "ip-host",
    guarantee: "A host that is an IP address is pinned like any other.",
    async run(context) {
      const target = { host: "127.0.0.1" };
      const policy = leafPolicy(context.world, target);
      await mustFoolNaive(context, "wrong-key", target);
      await mustAllow(context, policy, { peer: "right", target });
      await mustRefuse(context, policy, { peer: "wrong-key", target, reason: "no-pin-matched" });
    },
  },
];

/** Ordinary code that knows one pin and nothing else of a policy. */
function looksFor(pin: string): object {
  return { checkServerIdentity: naiveCheck([pin]) };
}

async function distrustedBehindDecoy(context: ScenarioContext): Promise<void> {
  const { issuing } = context.world.pins;
  const rule = { mode: "report-only", distrusted: [{ spki: issuing }] };
  const expected = { peer: "decoy", options: { onVerdict: () => undefined } };
  const policy = leafPolicy(context.world, rule);
  // Bun's TLS takes the first issuer of that name, and finds that it did not sign.
  if (context.runtime === "bun") {
    await mustStopNaive(context, "decoy", {});
    await mustRefuse(context, policy, { ...expected, codes: ["CERT_SIGNATURE_FAILURE"] });
  } else {
    await mustFoolNaive(context, "decoy", {});
    await mustRefuse(context, policy, { ...expected, reason: "key-distrusted" });
  }
}

async function rootPin(context: ScenarioContext): Promise<void> {
  const { root, backup } = context.world.pins;
  const policy = leafPolicy(context.world, {
    pins: [{ spki: root, at: "ca" }],
    backupPins: [{ spki: backup, at: "ca" }],
  });
  await mustAllow(context, policy, { peer: "right" });
  await mustAllow(context, policy, { peer: "right-padded" });
  await mustAllow(context, policy, { peer: "expired-cross" });
  await mustRefuse(context, policy, { peer: "wrong-key", reason: "no-pin-matched" });
}

async function excludedSubdomain(context: ScenarioContext): Promise<void> {
  const { leaf, backup } = context.world.pins;
  const policy = policyOf([
    { host: "example.com", includeSubdomains: true, pins: [leaf], backupPins: [backup] },
    { host: "status.example.com", includeSubdomains: true, exclude: true },
  ]);
  const excluded = { host: "status.example.com" };
  await mustAllow(context, policy, { peer: "right", target: { host: HOST } });
  await mustAllow(context, policy, { peer: "wrong-key", target: excluded });
  await context.world.servers.reset();
  await mustRefuse(context, policy, { peer: "wrong-key", target: { host: HOST } });
}
