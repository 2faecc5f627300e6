import type { TLSSocket } from "node:tls";

import { parseCertificate } from "@tlspin/core";
import type { Pinning } from "@tlspin/tls";

import { hookTimes, timedAdapter } from "./adapter.ts";
import { COMPETITORS, limit } from "./competitors.ts";
import { cpuOf } from "./cpu.ts";
import { ownCheck, plainDialler } from "./dial-plain.ts";
import { lookUpHere } from "./look-up-here.ts";
import { HOST } from "./pki.ts";
import { policyOf } from "./policies.ts";
import { interleaved, median } from "./rounds.ts";
import { print, rowOf, type Target } from "./row.ts";
import { RUNTIME } from "./runtime.ts";
import type { Amounts, Scene, ServedPki } from "./scene.ts";

/**
 * What a check costs where it runs: inside the hook of a real handshake, as a share of the CPU that the
 * client spends on the whole of it.
 */
export async function measureHandshakes({ amounts, servers, timedAdapters }: Scene): Promise<void> {
  const { createPinning } = await timedAdapter(timedAdapters);
  for (const served of servers) {
    const pin = (at: "leaf" | "ca"): Pinning =>
      createPinning(policyOf(served.chain, at), { tls: { ca: served.ca, lookup: lookUpHere } });
    const pinnings = { leaf: pin("leaf"), ca: pin("ca") };
    await measure(served, pinnings, amounts);
    for (const pinning of Object.values(pinnings)) pinning.close();
  }
}

async function measure(
  served: ServedPki,
  pinnings: Readonly<Record<"leaf" | "ca", Pinning>>,
  amounts: Amounts,
): Promise<void> {
  const contenders = [
    { name: "plain", dial: plainDialler(served, ownCheck) },
    ...pinnedContenders(served, pinnings.leaf, "leaf pin"),
    ...pinnedContenders(served, pinnings.ca, "CA pin"),
    ...otherContenders(served),
  ];
  for (const { dial } of contenders) await sampleOf(dial, amounts.warmUp);
  const samples = await interleaved(
    Object.fromEntries(
      contenders.map(({ name, dial }) => [name, () => sampleOf(dial, amounts.batch)]),
    ),
    amounts.rounds,
  );
  const plain = samples("plain");
  for (const contender of contenders.slice(1)) {
    const shares = samples(contender.name).map(({ hook }, round) => {
      const { hook: identity, cpu } = plain[round] ?? NOTHING;
      return (contender.identifies === true ? hook - identity : hook) / cpu;
    });
    print(rowOf(titleOf(contender, served), RUNTIME, shares));
  }
}

interface Contender {
  readonly name: string;
  readonly dial: () => Promise<TLSSocket>;
  /** Whether its hook checks the name as well, as the runtime's own does. That is not the pins' cost. */
  readonly identifies?: true;
}

/** Warm: always the certificate that was seen before. Cold: each time one that no memo holds. */
function pinnedContenders({ ports }: ServedPki, pinning: Pinning, pin: string): Contender[] {
  let turn = 0;
  const dial = (at: number): Promise<TLSSocket> =>
    pinning.connect({ host: HOST, port: ports[at % ports.length] ?? 0 });
  return [
    { name: `${pin}, cold`, dial: () => dial(turn++), identifies: true },
    { name: `${pin}, warm`, dial: () => dial(0), identifies: true },
  ];
}

function otherContenders(served: ServedPki): Contender[] {
  const der = Buffer.from(served.chain[0] ?? "", "base64");
  const { spki } = parseCertificate(der);
  const from = spki.byteOffset - der.byteOffset;
  const { tlspin: _ours, ...others } = COMPETITORS;
  return Object.entries({
    "limit: slice, SHA-256": (raw: Uint8Array) => limit(raw.subarray(from, from + spki.length)),
    ...others,
  }).map(([name, pinOf]) => ({ name, dial: plainDialler(served, (_host, { raw }) => pinOf(raw)) }));
}

/** The hook's microseconds in the middle of some connections, and the client's CPU for one of them. */
async function sampleOf(dial: Contender["dial"], times: number): Promise<typeof NOTHING> {
  hookTimes.length = 0;
  const cpu = await cpuOf(async () => (await dial()).destroy(), times);
  return { hook: median(hookTimes), cpu };
}

function titleOf({ name }: Contender, { key }: ServedPki): Parameters<typeof rowOf>[0] {
  const target = TARGETS[name];
  return {
    group: `check in place, of a TLS 1.3 handshake's client CPU, ${key}`,
    name,
    unit: "share",
    ...(target === undefined ? {} : { target }),
  };
}

const TARGETS: Readonly<Record<string, Target>> = {
  "leaf pin, cold": { atMost: RUNTIME === "Node.js" ? 0.02 : 0.03 },
  "leaf pin, warm": { atMost: 0.01 },
};

const NOTHING = { hook: Number.NaN, cpu: Number.NaN };
