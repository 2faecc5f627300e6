import { canonicalHostname, findRule, parsePolicy, parsePolicyText } from "@tlspin/core";

import { policyOfMany } from "./policies.ts";
import { interleaved, microsecondsOf, ratios } from "./rounds.ts";
import { print, rowOf } from "./row.ts";
import { RUNTIME } from "./runtime.ts";
import type { Amounts, Scene } from "./scene.ts";

/** Whether look-up stays flat as a policy grows, and what it costs to load one. */
export async function measurePolicy({ amounts }: Scene): Promise<void> {
  await measureLookUp(amounts);
  await measureParse(amounts);
}

/** A host of its own, a subdomain of one, and one that no rule covers. */
async function measureLookUp({ rounds, calls }: Amounts): Promise<void> {
  const variants = Object.fromEntries(
    SIZES.map((size) => {
      const policy = parsePolicy(JSON.parse(policyOfMany(size)));
      const hosts = hostsIn(size).map(canonicalHostname);
      const lookUp = (): unknown => hosts.map((host) => findRule(policy, host));
      return [String(size), () => microsecondsOf(lookUp, calls)];
    }),
  );
  const samples = await interleaved(variants, rounds);
  for (const size of SIZES.slice(1)) {
    const title = { group: LOOK_UP, name: `${size.toLocaleString("en")} hosts`, unit: "times" };
    const found = ratios(samples(String(size)), samples(String(SIZES[0])));
    print(rowOf({ ...title, unit: "times", target: { atMost: 1.5 } }, RUNTIME, found));
  }
}

function hostsIn(size: number): readonly string[] {
  const last = size - (size % 2) - 2;
  return [`host-${last}.example.com`, `a.b.host-${last}.example.com`, "www.example.org"];
}

async function measureParse({ rounds }: Amounts): Promise<void> {
  const text = policyOfMany(10_000);
  const samples = await interleaved(
    {
      plain: () => microsecondsOf(() => JSON.parse(text), 1),
      json: () => microsecondsOf(() => parsePolicy(JSON.parse(text)), 1),
      text: () => microsecondsOf(() => parsePolicyText(text), 1),
    },
    Math.min(rounds, 12),
  );
  const row = { group: PARSE, unit: "times" } as const;
  const target = { atMost: RUNTIME === "Node.js" ? 6 : 9 };
  const json = ratios(samples("json"), samples("plain"));
  print(rowOf({ ...row, name: "JSON.parse, parsePolicy", target }, RUNTIME, json));
  const read = ratios(samples("text"), samples("plain"));
  print(rowOf({ ...row, name: "parsePolicyText, which sees duplicate keys" }, RUNTIME, read));
}

const SIZES = [10, 1000, 100_000] as const;

const LOOK_UP = "look-up of a host, in a policy of 10 hosts = 1";

const PARSE = "loading a policy of 10,000 hosts, JSON.parse alone = 1";
