import { once } from "node:events";
import { Agent as HttpAgent } from "node:http";
import { Agent, request } from "node:https";
import { createServer, type Server, type Socket } from "node:net";

import { startWorld, type World } from "@tlspin/testing";
import KeepAlive from "agentkeepalive";
import { HttpsProxyAgent as HpAgent } from "hpagent";
import { HttpsProxyAgent } from "https-proxy-agent";
import { ProxyAgent } from "proxy-agent";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { createPinning, findPinError, type NodePinning } from "../src/index.ts";

let world: World;
let proxy: string;
let refusing: Server;
let pinning: NodePinning;
beforeAll(async () => {
  world = await startWorld();
  proxy = `http://127.0.0.1:${world.peer("proxy").port}`;
  refusing = createServer((socket) => {
    socket.once("data", () => socket.end("HTTP/1.1 407 Denied\r\ncontent-length: 6\r\n\r\ndenied"));
  }).listen(0, "127.0.0.1");
  await once(refusing, "listening");
});
beforeEach(async () => {
  await world.servers.fresh();
  const pins = { pins: [world.pins.leaf], backupPins: [world.pins.backup] };
  const hosts = [{ host: "localhost", includeSubdomains: false, ...pins }];
  pinning = createPinning(
    { version: 1, revision: 1, unlistedHosts: "unpinned", hosts },
    { tls: { ca: world.peer("wrong-key").ca } },
  );
});
afterAll(async () => {
  refusing.close();
  await world.close();
});

function ask(agent: HttpAgent, server: string, options: object = {}): Promise<number> {
  return new Promise((resolve, reject) => {
    const { port, ca } = world.peer(server);
    const secret = { headers: { authorization: "Bearer secret" }, ca: [...ca] };
    request({ host: "localhost", port, agent, ...secret, ...options }, (response) => {
      response.resume().once("end", () => resolve(response.statusCode ?? 0));
    })
      .once("error", reject)
      .end();
  });
}

const agents: readonly (readonly [string, () => HttpAgent])[] = [
  ["node:https", () => new Agent({ keepAlive: true })],
  ["agentkeepalive", () => new KeepAlive.HttpsAgent({ timeout: 60_000 })],
  ["hpagent", () => new HpAgent({ proxy, keepAlive: true })],
  ["https-proxy-agent", () => new HttpsProxyAgent(proxy, { keepAlive: true })],
];

describe.for(agents)("wrapAgent guards the agent of %s", ([name, make]) => {
  test("which alone delivers to a server with another key", async () => {
    await ask(make(), "wrong-key");
    expect((await world.servers.counts("wrong-key")).requests).toBe(1);
  });

  test("the right key is reached, and once more", async () => {
    const agent = pinning.wrapAgent(make());
    expect(await ask(agent, "right")).toBe(200);
    expect(await ask(agent, "right")).toBe(200);
    expect((await world.servers.counts("right")).requests).toBe(2);
    agent.destroy();
  });

  test("another key gets nothing, whatever the request says", async () => {
    const agent = pinning.wrapAgent(make());
    const error: unknown = await ask(agent, "wrong-key").catch((thrown: unknown) => thrown);
    expect(findPinError(error)?.error).toMatchObject({ verdict: { reason: "no-pin-matched" } });
    await expect(ask(agent, "wrong-key", { rejectUnauthorized: false })).rejects.toThrow(
      "rejectUnauthorized: must not be turned off",
    );
    const { connections, bytes } = await world.servers.settled("wrong-key");
    expect({ connections, bytes }).toEqual({ connections: 1, bytes: 0 });
    if (/proxy|hp/.test(name)) expect((await world.servers.counts("proxy")).connections).toBe(1);
  });

  test("a connection from before a tightening carries nothing, and is not resumed", async () => {
    const agent = pinning.wrapAgent(make());
    expect(await ask(agent, "right")).toBe(200);
    const backup = { pins: [world.pins.backup], backupPins: [world.pins.issuing] };
    const hosts = [{ host: "localhost", includeSubdomains: false, ...backup }];
    pinning.update({ version: 1, revision: 2, unlistedHosts: "unpinned", hosts });
    const before = await world.servers.counts("right");
    await expect(ask(agent, "right")).rejects.toThrow("ERR_TLSPIN_PEER_REJECTED");
    const { requests, resumed } = await world.servers.settled("right");
    expect({ requests, resumed }).toEqual({ requests: before.requests, resumed: 0 });
  });
});

describe("wrapAgent refuses", () => {
  test.each([
    ["an agent for http:", () => new HttpAgent(), "is none that can be guarded"],
    ["what is no agent", () => ({ connect: () => undefined }), "is none that can be guarded"],
    ["an agent of its own", () => pinning.agent(), "is guarded already"],
    ["one that is wrapped", () => pinning.wrapAgent(new Agent()), "is guarded already"],
    [
      "one that verifies nothing",
      () => new Agent({ rejectUnauthorized: false }),
      "must not be turned off",
    ],
  ])("%s", (_, agent, why) => {
    expect(() => pinning.wrapAgent<object>(agent())).toThrow(why);
  });

  test("one that was used", async () => {
    const agent = new Agent({ keepAlive: true });
    await ask(agent, "right");
    expect(() => pinning.wrapAgent(agent)).toThrow("has connections already");
    agent.destroy();
  });

  test("at the first request, one that leaves the work to yet another agent", async () => {
    const agent = pinning.wrapAgent(new ProxyAgent({ getProxyForUrl: () => proxy }));
    await expect(ask(agent, "wrong-key")).rejects.toThrow("gave no TLS connection");
    expect((await world.servers.counts("proxy")).connections).toBe(0);
  });

  test("the answer of a proxy that refuses", async () => {
    const address = refusing.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    const agent = pinning.wrapAgent(new HttpsProxyAgent(`http://127.0.0.1:${port}`));
    await expect(ask(agent, "right")).rejects.toThrow("gave no TLS connection");
  });

  test("own-check-only-refuses: a pooled connection that a request's own check did not see", async () => {
    const agent = new Agent({ keepAlive: true });
    const asked = { host: "localhost", port: world.peer("right").port };
    const checked = { ...asked, checkServerIdentity: () => new Error("my own check says no") };
    // Below Node.js 22.23.2 nothing else keeps the two apart.
    expect(agent.getName(checked)).toBe(agent.getName(asked));

    pinning.wrapAgent(agent);
    expect(agent.getName(checked)).not.toBe(agent.getName(asked));
    expect(agent.getName(checked)).toBe(agent.getName({ ...checked }));
    expect(await ask(agent, "right")).toBe(200);
    await expect(ask(agent, "right", checked)).rejects.toThrow("my own check says no");
  });

  test("an agent that connects with options of its own: the hook was not asked", async () => {
    class Stubborn extends Agent {
      override createConnection(options: object, callback: never): Socket {
        const own = { ...options, checkServerIdentity: () => undefined };
        return Reflect.apply(super.createConnection, this, [own, callback]);
      }
    }
    const agent = pinning.wrapAgent(new Stubborn());
    await expect(ask(agent, "wrong-key")).rejects.toMatchObject({
      verdict: { reason: "hook-not-run" },
    });
    expect((await world.servers.settled("wrong-key")).bytes).toBe(0);
  });
});
