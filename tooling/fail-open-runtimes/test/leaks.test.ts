import { beforeAll, describe, expect, test } from "vitest";

import { type Attempt, type OldRuntime, measureLeaks } from "../src/leaks.ts";

// Ordinary code whose own hook is not asked, because the agent has a connection.
const POOL = "naive https.request on a pooled socket";

const measured = new Map<string, readonly Attempt[] | undefined>();

// All at once: most of the time they wait for what does not come.
beforeAll(async () => {
  await Promise.all(
    runtimes().map(async ({ alias }) => {
      measured.set(alias, await measureLeaks(alias));
      if (measured.get(alias) === undefined)
        console.warn(`SKIPPED: ${alias} needs pnpm install:fail-open`);
    }),
  );
}, 120_000);

describe.each(runtimes())("$alias", ({ alias, leaks, admitted }) => {
  test("is refused by the gate", ({ skip }) => {
    const attempts = measured.get(alias);
    if (attempts === undefined) return skip(`${alias} is not installed`);
    const [refused, asked] = attempts.filter(({ through }) => through === "gate");
    expect(refused?.outcome).toMatch(/^ERR_TLSPIN_RUNTIME: .* use (Deno|Bun|Node\.js) \d+ from/);
    // What fails open, allowUntestedRuntime: true does not admit either. The policy is none, on purpose.
    expect(asked?.outcome).toMatch(
      admitted === true ? /^ERR_TLSPIN_POLICY: / : /^ERR_TLSPIN_RUNTIME: .*does not obey a hook/,
    );
  });

  test(`without the gate leaks through: ${leaks.join(", ")}`, ({ skip }) => {
    const attempts = measured.get(alias);
    if (attempts === undefined) return skip(`${alias} is not installed`);
    const attacks = attempts.filter(({ peer }) => peer?.startsWith("wrong-key") === true);
    expect(attacks.length).toBeGreaterThanOrEqual(6);
    expect(attacks.filter(({ connections, bytes }) => connections === 0 && bytes === 0)).toEqual(
      [],
    );
    const leaked = attacks.filter(({ bytes = 0 }) => bytes > 0).map(({ through }) => through);
    expect(leaked).toEqual(leaks);
  });
});

// Measured. `agent`, `connect` and `http2Connect` are our doors, the rest is ordinary code.
function runtimes(): readonly OldRuntime[] {
  const old = ["naive https.request", POOL, "naive fetch", "agent"];
  return [
    { alias: "deno-2.5.7", leaks: ["naive tls.connect"] },
    { alias: "deno-2.6.8", leaks: ["naive tls.connect"] },
    { alias: "deno-2.7.14", admitted: true, leaks: [POOL] },
    { alias: "bun-1.2.23", leaks: old },
    { alias: "bun-1.3.14", leaks: [...old, "ws with our agent"] },
    {
      alias: "bun-1.4.0",
      leaks: [POOL, "ws with our agent"],
    },
    { alias: "bun-1.4.3", leaks: ["ws with our agent"] },
    { alias: "node-20.20.2", admitted: true, leaks: [POOL] },
    { alias: "node-22.11.0", admitted: true, leaks: [POOL] },
    { alias: "node-25.9.0", admitted: true, leaks: [POOL] },
  ];
}
