import { request } from "node:https";

import { parsePolicy } from "@tlspin/electron";
import { startServers } from "@tlspin/testing";
import { describe, expect, test } from "vitest";

import { forgeCast } from "../loopback/cast.ts";
import { serveSight } from "../loopback/serve-sight.ts";
import { UNPINNED } from "../loopback/stage.ts";

describe("the world on this machine", () => {
  test("has a policy that lists the API, and a naive one that does not", async () => {
    const { policy } = await forgeCast();
    const hosts = [policy, UNPINNED].map((json) => parsePolicy(json).hosts.map(({ host }) => host));
    expect(hosts[0]).toContain("api.example.com");
    expect(hosts[1]).toEqual(["another.example.com"]);
  });

  test("lets the app ask what the attacker's server saw", async () => {
    const cast = await forgeCast();
    const servers = await startServers(cast.servers);
    const sight = await serveSight(servers, "attacker");
    const see = async (): Promise<unknown> => (await fetch(sight.url)).json();
    expect(await see()).toEqual({ connections: 0, bytes: 0 });
    await new Promise<void>((resolve, reject) => {
      const options = { host: "127.0.0.1", port: servers.port("attacker"), agent: false };
      const outgoing = request(
        { ...options, servername: "api.example.com", ca: [...cast.trusted] },
        (incoming) => incoming.on("end", resolve).resume(),
      );
      outgoing.on("error", reject).end();
    });
    expect(await see()).toEqual({ connections: 1, bytes: expect.any(Number) });
    expect(await see()).not.toHaveProperty("bytes", 0);
    sight.close();
    await servers.close();
  });
});
