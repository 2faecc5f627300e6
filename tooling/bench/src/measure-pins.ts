import { parseCertificate } from "@tlspin/core";

import { COMPETITORS, limit } from "./competitors.ts";
import { interleaved, microsecondsOf, ratios } from "./rounds.ts";
import { print, rowOf, type Target } from "./row.ts";
import { RUNTIME } from "./runtime.ts";
import type { Scene, ServedPki } from "./scene.ts";

/** How much longer others take from a certificate to the pin of its key, where the compilers are done. */
export async function measurePins({ amounts, servers }: Scene): Promise<void> {
  for (const served of servers) await measure(served, amounts);
}

async function measure(
  { key, chain }: ServedPki,
  { rounds, calls }: Scene["amounts"],
): Promise<void> {
  const der = new Uint8Array(Buffer.from(chain[0] ?? "", "base64"));
  const { spki } = parseCertificate(der);
  const contenders = Object.entries({ ...COMPETITORS, [LIMIT]: () => limit(spki) });
  const samples = await interleaved(
    Object.fromEntries(
      contenders.map(([name, pinOf]) => [
        name,
        () => microsecondsOf(() => pinOf(der), Math.ceil(calls * (SHARES[name] ?? 1))),
      ]),
    ),
    rounds,
  );
  for (const [name] of contenders.filter(([other]) => other !== "tlspin")) {
    const target = TARGETS[name];
    const title = { group: `the pin of a ${key} leaf, tlspin = 1`, name, unit: "times" } as const;
    print(
      rowOf(
        target === undefined ? title : { ...title, target },
        RUNTIME,
        ratios(samples(name), samples("tlspin")),
      ),
    );
  }
}

const LIMIT = "limit: slice, SHA-256";

// The slow ones are called less often, so that a round stays short.
const SHARES: Readonly<Record<string, number>> = {
  "X509Certificate, createHash": 0.05,
  "@peculiar/x509": 0.01,
  "node-forge (ASN.1 only)": 0.05,
  "pkijs, encoded again": 0.01,
};

const TARGETS: Readonly<Record<string, Target>> = {
  "pkijs, encoded again": { atLeast: 300 },
  "X509Certificate, createHash": { atLeast: RUNTIME === "Node.js" ? 40 : 8 },
};
