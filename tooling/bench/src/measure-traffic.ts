import { Agent, request, type RequestOptions } from "node:https";

import { adapter } from "./adapter.ts";
import { cpuOf } from "./cpu.ts";
import { lookUpHere } from "./look-up-here.ts";
import { HOST } from "./pki.ts";
import { policyOf } from "./policies.ts";
import { interleaved, ratios } from "./rounds.ts";
import { print, rowOf, type Title } from "./row.ts";
import { RUNTIME } from "./runtime.ts";
import type { Scene } from "./scene.ts";

/** What pinning does to requests: on connections that are kept, and where each needs a new one. */
export async function measureTraffic({ amounts, servers }: Scene): Promise<void> {
  const [served] = servers;
  if (served === undefined) return;
  const { createPinning } = await adapter();
  const tls = { ca: served.ca, lookup: lookUpHere };
  const pinning = createPinning(policyOf(served.chain, "leaf"), { tls });
  const agents = {
    kept: new Agent({ ...tls, keepAlive: true }),
    keptPinned: pinning.agent({ keepAlive: true }),
    full: new Agent({ ...tls, maxCachedSessions: 0 }),
    resuming: new Agent(tls),
    pinned: pinning.agent(),
  };
  const [port = 0] = served.ports;
  const variants = Object.entries(agents).map(([name, agent]) => {
    const options = { agent, host: HOST, servername: HOST, port };
    return [name, () => sampleOf(options, name.startsWith("kept"), amounts.batch)] as const;
  });
  for (const [, sample] of variants) await sample();
  const samples = await interleaved(Object.fromEntries(variants), Math.ceil(amounts.rounds / 2));
  for (const { title, of, to, figure } of COMPARISONS) {
    const figures = (name: string): readonly number[] =>
      samples(name).map((sample) => sample[figure]);
    print(
      rowOf({ group: TRAFFIC, unit: "times", ...title }, RUNTIME, ratios(figures(of), figures(to))),
    );
  }
  for (const agent of Object.values(agents)) agent.destroy();
  pinning.close();
}

interface Sample {
  readonly perSecond: number;
  /** Microseconds of the client's CPU for one request. */
  readonly cpu: number;
}

async function sampleOf(options: RequestOptions, kept: boolean, batch: number): Promise<Sample> {
  const rounds = kept ? batch * 4 : batch;
  const from = process.hrtime.bigint();
  const cpu = await cpuOf(
    () => Promise.all(Array.from({ length: IN_FLIGHT }, () => answerTo(options))),
    rounds,
  );
  const seconds = Number(process.hrtime.bigint() - from) / 1e9;
  return { perSecond: (rounds * IN_FLIGHT) / seconds, cpu: cpu / IN_FLIGHT };
}

function answerTo(options: RequestOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    const outgoing = request(options, (incoming) => {
      incoming.resume();
      incoming.once("end", resolve);
    });
    outgoing.once("error", reject);
    outgoing.end();
  });
}

interface Comparison {
  readonly title: Pick<Title, "name" | "target">;
  readonly of: string;
  readonly to: string;
  readonly figure: keyof Sample;
}

const COMPARISONS: readonly Comparison[] = [
  {
    title: { name: "requests a second, connections kept" },
    of: "keptPinned",
    to: "kept",
    figure: "perSecond",
  },
  {
    title: { name: "CPU of a request, connections kept" },
    of: "keptPinned",
    to: "kept",
    figure: "cpu",
  },
  { title: { name: "new connections a second" }, of: "pinned", to: "full", figure: "perSecond" },
  { title: { name: "CPU of a new connection" }, of: "pinned", to: "full", figure: "cpu" },
  {
    title: { name: "the same, the other resuming sessions", target: { atMost: 1.1 } },
    of: "pinned",
    to: "resuming",
    figure: "cpu",
  },
];

const TRAFFIC = "pinned agent, https.Agent = 1";

const IN_FLIGHT = 8;
