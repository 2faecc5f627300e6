import { startWorld, type World } from "@tlspin/testing";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";

import * as ours from "../src/index.ts";

// As an app has them whose dependency brings a tlspin of its own.
let theirs: typeof ours;
let world: World;
beforeAll(async () => {
  vi.resetModules();
  theirs = await import("../src/index.ts");
  world = await startWorld();
});
afterAll(() => world.close());

describe("two-copies-of-tlspin", () => {
  test("there are two: a class of one is none of the other", () => {
    expect(theirs.PeerRejectedError).not.toBe(ours.PeerRejectedError);
  });

  test("what one parsed the other parses anew, and enforces", async () => {
    const error = await refusalOf(theirs.parsePolicy(policy()));
    expect(error).toBeInstanceOf(ours.PeerRejectedError);
  });

  test("the error of one is found by the other, and nothing that merely looks like it is", async () => {
    const error = await refusalOf(policy());
    expect(error).not.toBeInstanceOf(theirs.PeerRejectedError);
    expect(theirs.isPinError(error)).toBe(true);
    expect(theirs.isPinError(Object.assign(new Error("no"), { code: "ERR_TLSPIN_POLICY" }))).toBe(
      false,
    );
  });

  test("what bears the marks of a parsed policy is parsed all the same", () => {
    const parsed = theirs.parsePolicy(policy());
    // Naive code believes a mark, and a mark can be copied.
    const marks = Object.fromEntries(Object.getOwnPropertySymbols(parsed).map((m) => [m, true]));
    const forged = Object.freeze({ ...parsed, ...marks, hosts: [{ host: "*", pins: [] }] });
    expect(() => ours.createPinning(forged)).toThrow(ours.PolicyError);
  });
});

async function refusalOf(anyPolicy: unknown): Promise<unknown> {
  const { port, ca } = world.peer("wrong-key");
  const pinning = ours.createPinning(anyPolicy, { tls: { ca, lookup: world.lookup } });
  await world.servers.reset();
  const error: unknown = await pinning
    .connect({ host: "api.example.com", port })
    .catch((reason: unknown) => reason);
  pinning.close();
  expect(await world.servers.settled("wrong-key")).toMatchObject({ connections: 1, bytes: 0 });
  return error;
}

function policy(): object {
  const pins = { pins: [world.pins.leaf], backupPins: [world.pins.backup] };
  const hosts = [{ host: "api.example.com", includeSubdomains: false, ...pins }];
  return { version: 1, revision: 1, unlistedHosts: "reject", hosts };
}
