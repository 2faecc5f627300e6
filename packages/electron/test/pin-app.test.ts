import { OptionError } from "@tlspin/core";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import { pinningOf } from "../src/create-pinning.ts";
import type { UtilityProcessModule } from "../src/electron-types.ts";
import { API, leafPolicy, NOON, rogueLeaf, trusted } from "./cast.ts";
import { FakeApp } from "./fake-app.ts";
import { serverOf } from "./scenarios.ts";

beforeEach(() => void vi.useFakeTimers({ toFake: ["Date"], now: NOON }));
afterEach(() => void vi.useRealTimers());

const SWITCHES = [
  "ignore-certificate-errors",
  "ignore-certificate-errors-spki-list",
  "unsafely-treat-insecure-origin-as-secure",
];

describe("pinApp", () => {
  test.each(SWITCHES)("refuses an app that was started with --%s", (name) => {
    const app = appWith(name);
    expect(() => pinningOf(leafPolicy(), {}).pinApp(app)).toThrow(`--${name}`);
  });

  test.each(SWITCHES)("ends an app that appends --%s later", (name) => {
    const written = vi.spyOn(process.stderr, "write").mockReturnValue(true);
    const app = appWith();
    pinningOf(leafPolicy(), {}).pinApp(app);
    app.network.switches.add(name);
    app.session();
    expect(app.exitCode).toBe(1);
    expect(written).toHaveBeenCalledWith(expect.stringContaining(`--${name}`));
    written.mockRestore();
  });

  test("refuses an app that is ready: sessions may exist that nobody pinned", () => {
    const app = appWith();
    app.session();
    expect(() => pinningOf(leafPolicy(), {}).pinApp(app)).toThrow(OptionError);
  });

  test("pins a session before other listeners of session-created see it", () => {
    const app = appWith();
    const codes: number[] = [];
    app.on("session-created", (session) => codes.push(session.load(API, serverOf([rogueLeaf]))));
    pinningOf(leafPolicy(), {}).pinApp(app);
    app.session();
    expect(codes).toEqual([-2]);
  });

  test("ends the app when a session cannot be pinned", () => {
    const written = vi.spyOn(process.stderr, "write").mockReturnValue(true);
    const app = appWith();
    pinningOf(leafPolicy(), {}).pinApp(app);
    app.emit("session-created", { setSSLConfig: () => undefined });
    expect(app.exitCode).toBe(1);
    written.mockRestore();
  });

  test("leaves sessions alone when another service has died", async () => {
    const app = appWith();
    pinningOf(leafPolicy(), {}).pinApp(app);
    const closed = vi.spyOn(app.session(), "closeAllConnections");
    app.emit(
      "child-process-gone",
      {},
      { type: "Utility", serviceName: "audio.mojom.AudioService" },
    );
    app.emit("child-process-gone", {}, { type: "GPU" });
    expect(closed).not.toHaveBeenCalled();
    app.emit("child-process-gone", {}, { type: "Utility" });
    expect(closed).toHaveBeenCalledOnce();
  });
});

describe("pinSession", () => {
  test("closes the connections that a session already has", async () => {
    const session = appWith().session();
    const closed = vi.spyOn(session, "closeAllConnections");
    await pinningOf(leafPolicy(), {}).pinSession(session);
    expect(closed).toHaveBeenCalledOnce();
  });

  test("cannot undo what Chromium accepted in the session before", async () => {
    const session = appWith().session();
    const server = serverOf([rogueLeaf]);
    expect(session.load(API, server)).toBe(0);
    await pinningOf(leafPolicy(), {}).pinSession(session);
    // This is why the README says to pin first: the verdict is in a cache that nothing empties.
    expect(session.load(API, server)).toBe(0);
    vi.setSystemTime(NOON.getTime() + 30 * 60 * 1000);
    await session.closeAllConnections();
    expect(session.load(API, server)).toBe(-2);
  });

  test("once more is the same as once", async () => {
    const pinning = pinningOf(leafPolicy(), {});
    const session = appWith().session();
    await pinning.pinSession(session);
    await expect(pinning.pinSession(session)).resolves.toBeUndefined();
  });

  test("refuses a session that another pinning holds", async () => {
    const session = appWith().session();
    await pinningOf(leafPolicy(), {}).pinSession(session);
    await expect(pinningOf(leafPolicy(), {}).pinSession(session)).rejects.toThrow(OptionError);
  });
});

describe("fork", () => {
  test("hands the session and the options on, the arguments apart", async () => {
    const pinning = pinningOf(leafPolicy(), {});
    const session = appWith().session();
    await pinning.pinSession(session);
    const utilityProcess = { fork: vi.fn<UtilityProcessModule<string>["fork"]>(() => "child") };
    const options = { session, args: ["--once"], serviceName: "sync" };
    expect(pinning.fork(utilityProcess, "worker.js", options)).toBe("child");
    expect(utilityProcess.fork).toHaveBeenCalledWith("worker.js", ["--once"], {
      session,
      serviceName: "sync",
    });
  });

  test("refuses a session that nobody pinned, and a partition beside it", async () => {
    const pinning = pinningOf(leafPolicy(), {});
    const app = appWith();
    const session = app.session();
    const start = (more: object) => () =>
      pinning.fork(app.utilityProcess, "worker.js", { session, ...more });
    expect(start({})).toThrow("session");
    await pinning.pinSession(session);
    expect(start({ partition: "persist:other" })).toThrow("partition");
    expect(start({})).not.toThrow();
  });
});

function appWith(...switches: readonly string[]): FakeApp {
  return new FakeApp({ roots: trusted, switches: new Set(switches) });
}
