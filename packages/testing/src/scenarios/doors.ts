import assert from "node:assert/strict";

import type { AdapterOptions } from "../adapter.ts";
import { assertFooled, assertSilence, failureOf, mustAllow, mustRefuse } from "../expectations.ts";
import { doorsOf } from "../knock.ts";
import { naiveTunnel } from "../naive-tunnel.ts";
import { naiveFollow } from "../naive.ts";
import { HOST, leafPolicy } from "../policies.ts";
import type { Scenario, ScenarioContext } from "../scenario.ts";

/** The ways out of a door: redirects and proxies. */
export const DOORS: readonly Scenario[] = [
  {
    name: "redirect-to-http",
    guarantee:
      "A pinned server's redirect to http is not followed: the secret is not sent in clear.",
    needs: "fetch",
    async run(context) {
      await redirected(context, {
        to: `http://${HOST}:${context.world.peer("plain").port}/`,
        at: "plain",
      });
    },
  },
  {
    name: "redirect-to-unlisted",
    guarantee: "A pinned server's redirect to a host without pins is not followed.",
    needs: "fetch",
    async run(context) {
      const { port } = context.world.peer("wrong-key");
      await redirected(context, { to: `https://other.example.com:${port}/`, at: "wrong-key" });
    },
  },
  {
    name: "redirect-through-allowed",
    guarantee: "A host that a redirect may lead to cannot pass the request on to any other.",
    needs: "fetch",
    async run(context) {
      const { world } = context;
      const last = `https://last.example.com:${world.peer("wrong-key").port}/`;
      const { port } = world.peer("right");
      const to = `https://other.example.com:${port}/redirect?status=307&to=${encodeURIComponent(last)}`;
      await redirected(
        context,
        { to, at: "wrong-key" },
        { allowRedirectTo: ["other.example.com"] },
      );
    },
  },
  {
    name: "proxy",
    guarantee: "Through a proxy, the pins apply to the origin inside the tunnel.",
    run: proxied,
  },
];

async function redirected(
  context: ScenarioContext,
  { to, at }: { readonly to: string; readonly at: string },
  options: AdapterOptions = {},
): Promise<void> {
  const { world } = context;
  const right = world.peer("right");
  const pinning = context.pin(leafPolicy(world), right, options);
  for (const status of [302, 307]) {
    const path = `/redirect?status=${status}&to=${encodeURIComponent(to)}`;
    await naiveFollow({ host: HOST, ...right, ca: [...right.ca], lookup: world.lookup, path });
    await assertFooled(context, at);
    const url = `https://${HOST}:${right.port}${path}`;
    const init = { method: "POST", body: "secret", headers: { authorization: "Bearer secret" } };
    await failureOf(pinning.fetch?.(url, init) ?? Promise.resolve());
    const counts = await world.servers.settled(at);
    assertSilence(counts, `${at}, after a ${status}`);
    assert.ok((await world.servers.counts("right")).requests > 0, "nobody redirected");
  }
}

async function proxied(context: ScenarioContext): Promise<void> {
  const { world } = context;
  const policy = leafPolicy(world);
  const offered = doorsOf(context.pin(policy, world.peer("right")));
  for (const proxy of ["proxy", "tls-proxy"]) {
    const scheme = proxy === "proxy" ? "http" : "https";
    const options = { proxy: `${scheme}://127.0.0.1:${world.peer(proxy).port}` };
    for (const door of (["agent", "dispatcher"] as const).filter((own) => offered.includes(own))) {
      await naiveTunnel(context, { proxy: "proxy", origin: "wrong-key", host: HOST });
      await mustAllow(context, policy, { peer: "right", door, target: { options } });
      await mustRefuse(context, policy, { peer: "wrong-key", door, target: { options } });
      const { seen } = await world.servers.counts(proxy);
      const rogue = `connect ${HOST}:${world.peer("wrong-key").port}`;
      assert.ok(seen.includes(rogue), `${proxy} saw ${seen.join(", ")}`);
    }
  }
}
