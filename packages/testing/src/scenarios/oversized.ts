import {
  mustAllow,
  mustEndSilently,
  mustFoolNaive,
  mustRefuse,
  mustStopNaive,
} from "../expectations.ts";
import { caPolicy, HOST, leafPolicy } from "../policies.ts";
import type { Scenario, ScenarioContext } from "../scenario.ts";

/** Certificates and chains of a size that no honest server sends. */
export const OVERSIZED: readonly Scenario[] = [
  {
    name: "huge-certificate",
    guarantee: "A certificate of 60 or 120 kB is judged, or an error: no way in, and no hang.",
    run: hugeCertificate,
  },
  {
    name: "hundred-certificates",
    guarantee:
      "A pinned CA behind a hundred others vouches for nothing, and an honest one still does.",
    run: hundredCertificates,
  },
  {
    name: "distrusted-hidden-by-budget",
    guarantee: "A distrusted CA that stands behind a hundred other certificates still rejects.",
    run: hiddenByHundred,
  },
];

async function hugeCertificate(context: ScenarioContext): Promise<void> {
  const policy = leafPolicy(context.world);
  await mustFoolNaive(context, "huge-wrong", {});
  await mustRefuse(context, policy, { peer: "huge-wrong", reason: "no-pin-matched" });
  await mustAllow(context, policy, { peer: "huge-right" });
  await mustStopNaive(context, "giant-wrong", {});
  await mustRefuse(context, policy, { peer: "giant-wrong", codes: "any" });
}

async function hundredCertificates(context: ScenarioContext): Promise<void> {
  const { world } = context;
  await mustAllow(context, leafPolicy(world), { peer: "hundred-right" });
  await mustAllow(context, caPolicy(world), { peer: "hundred-right" });
  // Deno's TLS gives up on long paths by itself.
  if (context.runtime === "deno") await mustStopNaive(context, "hundred-wrong", {});
  else await mustFoolNaive(context, "hundred-wrong", {});
  for (const policy of [leafPolicy(world), caPolicy(world)]) {
    await mustRefuse(context, policy, { peer: "hundred-wrong", codes: "any" });
  }
}

async function hiddenByHundred(context: ScenarioContext): Promise<void> {
  const { world } = context;
  const peer = world.peer("hidden-by-hundred");
  const distrusted = [{ spki: world.pins.issuing }];
  // Bun's TLS takes the first issuer of that name, and finds that it did not sign.
  if (context.runtime === "bun") await mustStopNaive(context, peer.name, {});
  else await mustFoolNaive(context, peer.name, {});
  for (const rule of [{ distrusted }, { distrusted, mode: "report-only" }]) {
    const pinning = context.pin(leafPolicy(world, rule), peer, { onVerdict: () => undefined });
    const attempt = pinning.connect({ host: HOST, port: peer.port });
    await mustEndSilently(context, { peer: peer.name, codes: "any" }, attempt);
  }
}
