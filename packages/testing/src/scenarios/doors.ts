import assert from "node:assert/strict";

import type { AdapterOptions } from "../adapter.ts";
import { withEnvironment } from "../disturbances.ts";
import {
  assertFooled,
  assertSilence,
  failureOf,
  mustAllow,
  mustFoolNaive,
  mustRefuse,
} from "../expectations.ts";
import { doorsOf } from "../knock.ts";
import { naiveTunnel, tunnelOf } from "../naive-tunnel.ts";
import { naiveFollow, SECRET } from "../naive.ts";
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
  {
    name: "connect-header-leak",
    guarantee: "A proxy is told where to connect to, and none of a request's headers.",
    run: headersStay,
  },
  {
    name: "no-proxy-host",
    guarantee: "Variables that name a proxy, or a host to reach without it, lead past no pin.",
    run: proxyVariables,
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

async function headersStay(context: ScenarioContext): Promise<void> {
  const { world, onNaive } = context;
  const policy = leafPolicy(world);
  const proxy = world.peer("proxy");
  const right = world.peer("right");
  // What some agents do: what is meant for the origin goes to the proxy as well.
  const socket = await tunnelOf(proxy.port, `${HOST}:${right.port}`, SECRET);
  socket.destroy();
  assert.ok((await headersAt(context)).includes("authorization"));
  onNaive("fooled");
  const offered = doorsOf(context.pin(policy, right));
  for (const door of (["agent", "dispatcher"] as const).filter((own) => offered.includes(own))) {
    await world.servers.reset();
    const options = { proxy: `http://127.0.0.1:${proxy.port}` };
    await mustAllow(context, policy, { peer: "right", door, target: { options } });
    const said = await headersAt(context);
    assert.deepEqual(
      said.filter((name) => !["host", "connection", "proxy-connection"].includes(name)),
      [],
    );
  }
}

async function headersAt({ world }: ScenarioContext): Promise<readonly string[]> {
  const { heard } = await world.servers.counts("proxy");
  assert.ok(heard.length > 0, "the proxy was not asked");
  return heard.flatMap(({ headers }) => headers);
}

// Code that pins inside its tunnel only is open where the variables say that there is none.
async function proxyVariables(context: ScenarioContext): Promise<void> {
  const { world } = context;
  const policy = leafPolicy(world);
  const proxy = `http://127.0.0.1:${world.peer("proxy").port}`;
  await mustFoolNaive(context, "wrong-key", {});
  const offered = doorsOf(context.pin(policy, world.peer("right")));
  for (const except of [HOST, ""]) {
    const variables = { HTTPS_PROXY: proxy, https_proxy: proxy, ALL_PROXY: proxy };
    const all = { ...variables, NO_PROXY: except, no_proxy: except, NODE_USE_ENV_PROXY: "1" };
    await withVariables(Object.entries(all), async () => {
      for (const door of offered.filter((own) => own !== "http2Connect")) {
        await mustAllow(context, policy, { peer: "right", door });
        await mustRefuse(context, policy, { peer: "wrong-key", door });
      }
    });
  }
}

function withVariables(
  [first, ...others]: readonly (readonly [string, string])[],
  run: () => Promise<void>,
): Promise<void> {
  if (first === undefined) return run();
  return withEnvironment(first[0], first[1], () => withVariables(others, run));
}
