import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

import { createPinning } from "@tlspin/node";
import { afterEach, describe, expect, test } from "vitest";

import { pinningOf } from "../../../packages/electron/src/create-pinning.ts";
import { API, leafPolicy } from "../../../packages/electron/test/cast.ts";
import type { FakeServer } from "../../../packages/electron/test/chromium.ts";
import { FakeApp } from "../../../packages/electron/test/fake-app.ts";
import type { Bridge, Change } from "../src/bridge/bridge.ts";
import { clientsOf } from "../src/main/clients.ts";
import { deskOf } from "../src/main/desk.ts";
import { nodeStackOf } from "../src/main/node-stack.ts";
import { VerdictMemory } from "../src/main/verdict-memory.ts";
import { api, doorsOf, network, rogue } from "./doubles.ts";

const open: Server[] = [];

afterEach(() => {
  for (const server of open.splice(0)) server.close();
});

describe("the app behind the page, on a double of Chromium", () => {
  test("tells what became of a request, and that Chromium remembers the next verdict", async () => {
    const { desk, requests } = await start();
    await desk.request("net.fetch");
    await desk.request("renderer");
    expect(requests()).toMatchObject([
      { id: 1, attack: false, client: "net.fetch", remembered: false, outcome: { ok: true } },
      { id: 2, attack: false, client: "renderer", remembered: true, outcome: { ok: true } },
    ]);
    expect(requests().map(({ verdict }) => verdict?.reason)).toEqual([
      "pin-matched",
      "pin-matched",
    ]);
    expect(requests()[0]?.url).toBe(`https://${API}/v1/me`);
    expect((await desk.state()).requests).toEqual(requests());
  });

  test("plays the attack: refused, and the attacker's server says 0 bytes", async () => {
    const { desk, requests, attacker } = await start();
    await desk.attack("renderer");
    expect(requests()).toMatchObject([
      {
        attack: true,
        outcome: { ok: false, code: "ERR_TLSPIN_PEER_REJECTED" },
        verdict: { decision: "reject", reason: "no-pin-matched" },
        server: { connections: 1, bytes: 0 },
      },
    ]);
    expect(attacker.bytes).toBe(0);
  });

  test("keeps apart what two servers of one name got, where Chromium remembers both", async () => {
    const { desk, requests } = await start();
    await desk.request("net.fetch");
    await desk.attack("net.fetch");
    await desk.request("renderer");
    await desk.attack("renderer");
    const [allowed, refused, allowedAgain, refusedAgain] = requests();
    expect([allowed?.outcome.ok, refused?.outcome.ok]).toEqual([true, false]);
    expect(allowedAgain).toMatchObject({ remembered: true, verdict: allowed?.verdict });
    expect(refusedAgain).toMatchObject({ remembered: true, verdict: refused?.verdict });
    expect(refusedAgain?.outcome).toEqual(refused?.outcome);
  });

  test("would show the bytes that an attacker gets", async () => {
    const { desk, requests } = await start(false);
    await desk.attack("net.fetch");
    expect(requests()[0]?.server?.bytes).toBeGreaterThan(0);
    expect(requests()[0]?.outcome.ok).toBe(true);
  });

  test("says that each stack is guarded, or is not used", async () => {
    const { desk } = await start();
    const { stacks, policy, source } = await desk.state();
    expect(stacks.map(({ name }) => name)).toEqual(["Chromium", "Node.js"]);
    expect(stacks[0]?.text).toContain(`TLS ${policy.minTls}`);
    expect(source).toBe("live");
  });
});

interface Started {
  readonly attacker: FakeServer;
  readonly desk: Pick<Bridge, "state" | "request" | "attack">;
  readonly requests: () => readonly Extract<Change, { kind: "request" }>["request"][];
}

/** The API answers at its address, the attacker at that of the attack. */
async function start(pinned = true): Promise<Started> {
  const [genuine, attacker] = [api(), rogue()];
  const changes: Change[] = [];
  const verdicts = new VerdictMemory();
  const pinning = pinningOf(leafPolicy(), { onVerdict: (verdict) => verdicts.note(verdict) });
  const app = new FakeApp(network());
  if (pinned) pinning.pinApp(app);
  const session = app.session();
  const node = nodeStackOf(createPinning, leafPolicy());
  let connections = 0;
  const serverAt = ({ port }: URL): FakeServer => {
    if (port !== "8443") return genuine;
    connections += 1;
    return attacker;
  };
  const sight = (): string => JSON.stringify({ connections, bytes: attacker.bytes });
  const desk = deskOf({
    runtime: "a double",
    pinning,
    node,
    clients: clientsOf({ verdicts, node, ...doorsOf(() => session, serverAt), token: "tok" }),
    apiUrl: new URL(`https://${API}/v1/me?secret=1`),
    attack: { url: new URL(`https://${API}:8443/`), sightUrl: await serve(sight) },
    tell: (change) => changes.push(change),
  });
  return {
    desk,
    attacker,
    requests: () =>
      changes.flatMap((change) => (change.kind === "request" ? [change.request] : [])),
  };
}

async function serve(body: () => string): Promise<URL> {
  const server = createServer((_incoming, outgoing) => outgoing.end(body()));
  open.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
}
