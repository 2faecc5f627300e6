import type { VerdictRecord } from "@tlspin/core";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import { pinningOf } from "../src/create-pinning.ts";
import { NOON, trusted } from "./cast.ts";
import { FakeApp } from "./fake-app.ts";
import { ATTACKS, GENUINE, serverOf } from "./scenarios.ts";

beforeEach(() => void vi.useFakeTimers({ toFake: ["Date"], now: NOON }));
afterEach(() => void vi.useRealTimers());

// Against a double of Chromium's network stack. The real one is in electron.e2e.test.ts.
describe.each(ATTACKS)("$name: $guarantee", ({ policy, naive, run, forgives = false }) => {
  test("the attack works on somebody's own check", () => {
    const app = appWith(forgives);
    naive(app);
    expect(run(app)).toBeGreaterThan(0);
  });

  test("and brings no byte past the pins", () => {
    const app = appWith(forgives);
    const pinning = pinningOf(policy, {});
    pinning.pinApp(app);
    app.forkWith = (session) =>
      pinning.fork(app.utilityProcess, "worker.js", { session, serviceName: "worker" });
    expect(run(app)).toBe(0);
  });
});

test.each(GENUINE)("lets in: %s", (_what, policy, host, chain) => {
  const records: VerdictRecord[] = [];
  const app = appWith(false);
  pinningOf(policy, { onVerdict: (record) => records.push(record) }).pinApp(app);
  const server = serverOf(chain);
  expect(app.session().load(host, server)).toBe(0);
  expect(server.bytes).toBeGreaterThan(0);
  expect(records).toMatchObject([{ host, decision: "allow" }]);
});

function appWith(forgives: boolean): FakeApp {
  return new FakeApp({
    roots: trusted,
    switches: new Set(),
    onCertificateError: () => forgives,
  });
}
