import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import { API, leaf, issuing, NOON, rogueBoth, sameNameLeaf, STATUS, trusted } from "./cast.ts";
import { FakeSession } from "./chromium.ts";
import { serverOf } from "./scenarios.ts";

beforeEach(() => void vi.useFakeTimers({ toFake: ["Date"], now: NOON }));
afterEach(() => void vi.useRealTimers());

// The double is worth something only if it does what docs/api/session.md, its tests and
// net/cert/caching_cert_verifier.cc say of the real one.
describe("the double of Chromium", () => {
  test("verifies first, and tells the proc what it found", () => {
    const seen: number[] = [];
    const session = sessionWith();
    session.setCertificateVerifyProc(({ errorCode }, callback) => {
      seen.push(errorCode);
      callback(-3);
    });
    expect(session.load(API, serverOf([leaf, issuing]))).toBe(0);
    expect(session.load(API, serverOf([sameNameLeaf]))).toBe(-202);
    expect(session.load(STATUS, serverOf([leaf, issuing]))).toBe(-200);
    expect(seen).toEqual([0, -202, -200]);
  });

  test("asks once in 30 minutes for the same chain and host, refusals included", async () => {
    const session = sessionWith();
    session.setCertificateVerifyProc((_request, callback) => callback(-2));
    const server = serverOf([leaf, issuing]);
    expect([session.load(API, server), session.load(API, server)]).toEqual([-2, -2]);
    expect(session.asked).toBe(1);
    await session.closeAllConnections();
    session.load(API, serverOf([leaf]));
    expect(session.asked).toBe(2);
    vi.setSystemTime(NOON.getTime() + 30 * 60 * 1000);
    session.load(API, server);
    expect(session.asked).toBe(3);
  });

  test("does not ask again when the proc is set anew", () => {
    const session = sessionWith();
    expect(session.load(API, serverOf([leaf, issuing]))).toBe(0);
    session.setCertificateVerifyProc((_request, callback) => callback(-2));
    expect(session.load(API, serverOf([leaf, issuing]))).toBe(0);
    expect(session.asked).toBe(0);
  });

  test("lets an HTTP/2 connection carry every name of its certificate, at the same address", () => {
    const session = sessionWith();
    session.setCertificateVerifyProc((_request, callback) => callback(-3));
    const server = serverOf([rogueBoth], { h2: true });
    session.load(STATUS, server);
    session.load(API, server);
    expect(session.asked).toBe(1);
    session.load(API, serverOf([rogueBoth], { address: "192.0.2.2" }));
    expect(session.asked).toBe(2);
  });

  test("asks certificate-error about -2xx and not about -2", () => {
    const asked: number[] = [];
    const session = sessionWith((code) => asked.push(code) > 0);
    session.setCertificateVerifyProc(({ hostname, errorCode }, callback) =>
      callback(hostname === API ? -2 : errorCode),
    );
    expect(session.load(API, serverOf([sameNameLeaf]))).toBe(-2);
    expect(session.load("shop.example.org", serverOf([sameNameLeaf]))).toBe(0);
    expect(asked).toEqual([-202]);
  });

  test("takes 0 for success, whatever it found itself", () => {
    const session = sessionWith();
    session.setCertificateVerifyProc((_request, callback) => callback(0));
    expect(session.load(API, serverOf([sameNameLeaf]))).toBe(0);
  });

  test("gets nowhere with a proc that throws", () => {
    const session = sessionWith();
    session.setCertificateVerifyProc(() => {
      throw new TypeError("in the app");
    });
    expect(session.load(API, serverOf([leaf, issuing]))).toBe(-7);
  });

  test("asks nobody under --ignore-certificate-errors", () => {
    const session = new FakeSession({
      roots: trusted,
      switches: new Set(["ignore-certificate-errors"]),
    });
    session.setCertificateVerifyProc((_request, callback) => callback(-2));
    expect(session.load(API, serverOf([sameNameLeaf]))).toBe(0);
  });
});

function sessionWith(onCertificateError: (code: number) => boolean = () => false): FakeSession {
  return new FakeSession({ roots: trusted, switches: new Set(), onCertificateError });
}
