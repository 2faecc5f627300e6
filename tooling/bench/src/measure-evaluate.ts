import { evaluate, parsePolicy, type Peer, type Policy, type SignatureAnswer } from "@tlspin/core";

import { bytesPerCall, canCountBytes } from "./bytes-per-call.ts";
import { hostileCertificates } from "./hostile-certificates.ts";
import { HOST } from "./pki.ts";
import { policyOf } from "./policies.ts";
import { interleaved, median, microsecondsOf, ratios } from "./rounds.ts";
import { print, rowOf } from "./row.ts";
import { RUNTIME } from "./runtime.ts";
import type { Amounts, Scene } from "./scene.ts";

/** What `evaluate` allocates, and whether a hostile certificate can make it take longer. */
export async function measureEvaluate({ amounts, servers }: Scene): Promise<void> {
  const [ec, rsa] = servers.map(({ chain }) => chain);
  const policy = parsePolicy(policyOf(ec ?? [], "leaf"));
  if (canCountBytes()) measureAllocation(policy, peerOf(dersOf(ec)), amounts);
  await measureHostile(policy, peerOf(dersOf(rsa)), amounts);
}

function measureAllocation(policy: Policy, peer: Peer, { calls }: Amounts): void {
  const at = new Date();
  const bytes = Array.from({ length: 5 }, () =>
    bytesPerCall(() => evaluate(policy, peer, at), calls * 10),
  );
  const title = { group: MEMORY, name: "a warm evaluate", unit: "bytes" } as const;
  print({ ...title, runtime: RUNTIME, value: Math.max(0, median(bytes)), target: { atMost: 512 } });
}

/** The honest one has another key than the pinned one: it is refused like the hostile ones. */
async function measureHostile(policy: Policy, honest: Peer, amounts: Amounts): Promise<void> {
  const at = new Date();
  const hostile = Object.entries(await hostileCertificates());
  const peers = { honest, ...Object.fromEntries(hostile.map(([n, der]) => [n, peerOf([der])])) };
  const samples = await interleaved(
    Object.fromEntries(
      Object.entries(peers).map(([name, peer]) => [
        name,
        () => microsecondsOf(() => evaluate(policy, peer, at), Math.ceil(amounts.calls / 50)),
      ]),
    ),
    amounts.rounds,
  );
  for (const [name] of hostile) {
    const title = { group: HOSTILE, name, unit: "times", target: { atMost: 2 } } as const;
    print(rowOf(title, RUNTIME, ratios(samples(name), samples("honest"))));
  }
}

function peerOf(ders: readonly Uint8Array[]): Peer {
  const chain = { kind: "served", ders, verifySignature } as const;
  return { connectHost: HOST, certificateHost: HOST, port: 443, chain };
}

/** Nobody asks it about the pin of a leaf. */
function verifySignature(): SignatureAnswer {
  return "unsupported";
}

function dersOf(chain: readonly string[] = []): readonly Uint8Array[] {
  return chain.map((der) => new Uint8Array(Buffer.from(der, "base64")));
}

const MEMORY = "memory that one call allocates";

const HOSTILE = "a hostile certificate is refused, an honest RSA-2048 one = 1";
