import { once } from "node:events";
import type { AddressInfo } from "node:net";

import { createPinning } from "@tlspin/node";
import { afterEach, describe, expect, test } from "vitest";

import { pinningOf } from "../../../packages/electron/src/create-pinning.ts";
import { API, leafPolicy, status } from "../../../packages/electron/test/cast.ts";
import { type FakeServer, FakeSession } from "../../../packages/electron/test/chromium.ts";
import { FakeApp } from "../../../packages/electron/test/fake-app.ts";
import { clientsOf } from "../src/main/clients.ts";
import { nodeStackOf } from "../src/main/node-stack.ts";
import { serviceOf } from "../src/main/service.ts";
import { VerdictMemory } from "../src/main/verdict-memory.ts";
import { api, doorsOf, network, rogue } from "./doubles.ts";

const TOKEN = "tok_of_this_test";
const CHROMIUM_CLIENTS = ["net.fetch", "renderer"];
const open: { close(): void }[] = [];

afterEach(() => {
  for (const service of open.splice(0)) service.close();
});

describe("the headless service, on a double of Chromium", () => {
  test.each(CHROMIUM_CLIENTS)("reaches an API with the pinned key through %s", async (client) => {
    const server = api();
    const { status: code, body } = await callVia(client, server);
    expect(code).toBe(200);
    expect(body).toMatchObject({
      ok: true,
      client,
      answer: "the answer",
      verdict: { host: API, decision: "allow", reason: "pin-matched" },
    });
    expect(server.bytes).toBeGreaterThan(0);
  });

  test.each(CHROMIUM_CLIENTS)("refuses a rogue server through %s: 0 bytes", async (client) => {
    const naive = rogue();
    const unpinned = new FakeSession(network());
    expect(
      (
        await doorsOf(
          () => unpinned,
          () => naive,
        ).netFetch(`https://${API}/`, {})
      ).ok,
    ).toBe(true);
    expect(naive.bytes).toBeGreaterThan(0);

    const server = rogue();
    const { status: code, body } = await callVia(client, server);
    expect(code).toBe(502);
    expect(body).toMatchObject({
      ok: false,
      client,
      code: "ERR_TLSPIN_PEER_REJECTED",
      message: expect.stringContaining(`Pins for ${API}`),
      verdict: { decision: "reject", reason: "no-pin-matched" },
    });
    expect(JSON.stringify(body)).not.toContain(TOKEN);
    expect(server.bytes).toBe(0);
  });

  test("gives Chromium's own code where the policy refused nothing", async () => {
    const untrusted = { ...api(), chain: [status] };
    const { body } = await callVia("net.fetch", untrusted, "https://status.example.com/");
    expect(body).toMatchObject({ ok: false, code: "ERR_CERT_AUTHORITY_INVALID" });
    expect(body).not.toHaveProperty("verdict.decision", "reject");
  });

  test("shows the revision of its policy and its last verdict under /health", async () => {
    const get = await start(rogue());
    await get("/call?client=net.fetch");
    const { body } = await get("/health");
    expect(body).toMatchObject({ revision: 1, lastVerdict: { host: API, decision: "reject" } });
  });

  test.each(["curl", "toString", ""])("answers 400 to a client it has not: %j", async (client) => {
    expect((await callVia(client, api())).status).toBe(400);
  });
});

describe("the Node.js stack of the main process", () => {
  test("is guarded once its doors refused a wrong key, and only then used", async () => {
    const node = nodeStackOf(createPinning, leafPolicy());
    expect(node.state.status).toBe("proving");
    await expect(node.fetch(new URL("https://127.0.0.1:1/"), {})).rejects.toThrow("fetch failed");
    expect(node.state.status).toBe("guarded");
  });

  test("is not used where its doors cannot prove themselves", async () => {
    const broken: typeof createPinning = (policy, options) => ({
      ...createPinning(policy, options),
      selfTest: () => Promise.reject(new Error("a wrong key was let in")),
    });
    const node = nodeStackOf(broken, leafPolicy());
    await expect(node.fetch(new URL(`https://${API}/`), {})).rejects.toThrow("let in");
    expect(node.state).toEqual({ status: "refused", text: "Error: a wrong key was let in" });
  });

  test("is not used where the gate refuses this Electron", async () => {
    const gate: typeof createPinning = () => {
      throw new Error("Electron's Node.js was not measured");
    };
    const node = nodeStackOf(gate, leafPolicy());
    await expect(node.fetch(new URL(`https://${API}/`), {})).rejects.toThrow("not measured");
    expect(node.state.status).toBe("refused");
  });
});

interface Got {
  readonly status: number;
  readonly body: unknown;
}

async function callVia(client: string, server: FakeServer, url?: string): Promise<Got> {
  return (await start(server, url))(`/call?client=${client}`);
}

/** The service of an app whose network leads to a server. */
async function start(
  server: FakeServer,
  url = `https://${API}/v1/me`,
): Promise<(path: string) => Promise<Got>> {
  const verdicts = new VerdictMemory();
  const pinning = pinningOf(leafPolicy(), { onVerdict: (verdict) => verdicts.note(verdict) });
  const app = new FakeApp(network());
  pinning.pinApp(app);
  const session = app.session();
  const clients = clientsOf({
    verdicts,
    ...doorsOf(
      () => session,
      () => server,
    ),
    node: nodeStackOf(createPinning, leafPolicy()),
    token: TOKEN,
  });
  const service = serviceOf({
    pinning,
    clients,
    apiUrl: new URL(url),
  });
  open.push(service.listen(0, "127.0.0.1"));
  await once(service, "listening");
  const { port } = service.address() as AddressInfo;
  return async (path) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`);
    return { status: response.status, body: await response.json() };
  };
}
