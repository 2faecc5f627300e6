import { startWorld, type World } from "@tlspin/testing";
import { FormData as OwnFormData, Request as OwnRequest } from "undici";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { createPinning, type NodePinning, type VerdictRecord } from "../src/index.ts";

let world: World;
let pinning: NodePinning;
let url: string;
const verdicts: VerdictRecord[] = [];

beforeAll(async () => {
  world = await startWorld();
  const { port, ca } = world.peer("right");
  const pins = { pins: [world.pins.leaf], backupPins: [world.pins.backup] };
  const hosts = [{ host: "api.example.com", includeSubdomains: false, ...pins }];
  pinning = createPinning(
    { version: 1, revision: 1, unlistedHosts: "unpinned", hosts },
    { onVerdict: (record) => void verdicts.push(record), tls: { ca, lookup: world.lookup } },
  );
  url = `https://api.example.com:${port}/`;
});
afterAll(async () => {
  pinning.close();
  await world.close();
});

describe("fetch takes what WHATWG fetch takes", () => {
  test.each([
    ["a URL", () => new URL(url)],
    [
      "a Request of the built-in fetch",
      () => new Request(url, { method: "POST", body: "b", headers: { "x-a": "1" } }),
    ],
    ["a Request of undici", () => new OwnRequest(url)],
  ])("%s", async (_, input) => {
    const response = await pinning.fetch(input() as Request);
    expect(response.status).toBe(200);
    await response.arrayBuffer();
  });

  test("and sends the built-in FormData as what it is", async () => {
    const form = new FormData();
    form.append("field", "value");
    form.append("file", new Blob(["content"]), "name.txt");
    const own = new OwnFormData();
    own.append("field", "value");
    for (const body of [form, own]) {
      await world.servers.reset();
      const response = await pinning.fetch(url, { method: "POST", body });
      await response.arrayBuffer();
      const { bytes } = await world.servers.counts("right");
      // A multipart body is longer than the text "[object FormData]" beside the same headers.
      expect(bytes).toBeGreaterThan(300);
    }
  });

  test("an abort ends it", async () => {
    await expect(pinning.fetch(url, { signal: AbortSignal.abort() })).rejects.toThrow("aborted");
  });

  test("but no dispatcher of somebody else's", async () => {
    const dispatcher = createPinning({
      version: 1,
      revision: 1,
      unlistedHosts: "unpinned",
      hosts: [{ host: "status.example.com", includeSubdomains: false, exclude: true }],
    }).dispatcher();
    await expect(pinning.fetch(url, { dispatcher })).rejects.toThrow(
      "would replace the pinned one",
    );
  });

  test("and no plain http:", async () => {
    await expect(pinning.fetch("http://127.0.0.1:8080/")).rejects.toMatchObject({
      cause: { code: "ERR_TLSPIN_OPTION" },
    });
  });
});

test("the built-in fetch takes the dispatcher", async () => {
  const response = await fetch(url, { dispatcher: pinning.dispatcher() });
  expect(response.status).toBe(200);
  await response.arrayBuffer();
});

test("onVerdict hears of each connection, in plain JSON", () => {
  const [record] = verdicts;
  expect(record).toMatchObject({
    host: "api.example.com",
    decision: "allow",
    reason: "pin-matched",
    revision: 1,
  });
  expect(JSON.parse(JSON.stringify(record))).toEqual(record);
  expect(Object.isFrozen(record)).toBe(true);
});

test("options that nobody knows are refused when a door is built", () => {
  expect(() => pinning.dispatcher({ allowH2: true } as never)).toThrow(
    "allowH2: is not an option here: there are connections",
  );
  expect(() => createPinning({}, {})).toThrow("is not valid");
});
