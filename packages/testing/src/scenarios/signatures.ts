import { mustAllow, mustFoolNaive, mustRefuse } from "../expectations.ts";
import { chainOf, naiveCheck } from "../naive.ts";
import type { IdentityCheck } from "../naive.ts";
import { leafPolicy } from "../policies.ts";
import type { PolicyDraft } from "../policies.ts";
import type { Runtime, Scenario, ScenarioContext } from "../scenario.ts";

/** Certificates that a runtime cannot read, or whose signatures it cannot verify. */
export const SIGNATURES: readonly Scenario[] = [
  {
    name: "signature-unsupported",
    guarantee:
      "A pinned CA whose signature the runtime cannot verify vouches for nothing, and the verdict says so. A leaf pin does not need it.",
    run: unsupportedSignature,
  },
  {
    name: "malformed-chain",
    guarantee: "A certificate that is not strict DER is refused, although its key is pinned.",
    run: malformedChain,
  },
];

async function unsupportedSignature(context: ScenarioContext): Promise<void> {
  const { backup, p521Ca, ed448Ca } = context.world.pins;
  for (const [peer, spki] of [
    ["p521-sha256-link", p521Ca],
    ["ed448-link", ed448Ca],
  ] as const) {
    const backupPins = [{ spki: backup, at: "ca" }];
    const policy = leafPolicy(context.world, { pins: [{ spki, at: "ca" }], backupPins });
    const isKnown = CANNOT_VERIFY[context.runtime] !== peer;
    await (isKnown ? mustAllow : mustRefuseUnverified)(context, policy, { peer });
    await mustAllow(context, leafPolicy(context.world), { peer });
    await context.world.servers.fresh();
  }
}

async function mustRefuseUnverified(
  context: ScenarioContext,
  policy: PolicyDraft,
  { peer }: { readonly peer: string },
): Promise<void> {
  await mustFoolNaive(context, peer, { checkServerIdentity: isShown });
  await mustRefuse(context, policy, { peer, reason: "signature-unsupported" });
}

// Naive code takes a CA for proven because its name was shown. Not every runtime can read its key.
const isShown: IdentityCheck = (_hostname, certificate) =>
  chainOf(certificate).some(({ subject }) => RARE_CA.test(String(subject.CN)))
    ? undefined
    : new Error("naive: no such CA");

const RARE_CA = /^Example (P-521|Ed448) CA$/;

// Measured. Node.js knows them all.
const CANNOT_VERIFY: Readonly<Partial<Record<Runtime, string>>> = {
  deno: "p521-sha256-link",
  bun: "ed448-link",
};

async function malformedChain(context: ScenarioContext): Promise<void> {
  const { malformedLeaf } = context.world.pins;
  const policy = leafPolicy(context.world, { pins: [malformedLeaf] });
  await mustFoolNaive(context, "malformed", { checkServerIdentity: naiveCheck([malformedLeaf]) });
  await mustRefuse(context, policy, { peer: "malformed", reason: "certificate-malformed" });
}
