import { OptionError, pinOf, type VerdictRecord } from "@tlspin/core";
import { describe, expect, test, vi } from "vitest";

import { pinningOf } from "../src/create-pinning.ts";
import type { ElectronPinning, ElectronPinningOptions } from "../src/electron-pinning.ts";
import type { PresentedCertificate, VerifyProc, VerifyRequest } from "../src/electron-types.ts";
import {
  API,
  caPolicy,
  issuing,
  leaf,
  leafPolicy,
  moved,
  NOON,
  rogueLeaf,
  rogueRoot,
  rogueWildcard,
  root,
  STATUS,
  status,
} from "./cast.ts";

const genuine = linked(leaf.pem, issuing.pem, root.pem);
const rogue = linked(rogueLeaf.pem, rogueRoot.pem);

describe("the check answers", () => {
  test.each<[string, number, object, Partial<VerifyRequest>]>([
    ["-3 to a match", -3, leafPolicy(), {}],
    ["-3 to the backup key", -3, leafPolicy(), both(linked(moved.pem, issuing.pem, root.pem))],
    ["-3 to a pinned CA in the verified path", -3, caPolicy(), {}],
    ["-2 to a mismatch", -2, leafPolicy(), both(rogue)],
    ["-2 to a match that Chromium did not accept", -2, leafPolicy(), { errorCode: -201 }],
    ["-2 to a match with an error code of no kind", -2, leafPolicy(), { errorCode: NaN }],
    [
      "-2 to a pinned CA that was sent and not verified",
      -2,
      caPolicy(),
      { certificate: linked(rogueLeaf.pem, issuing.pem), validatedCertificate: rogue },
    ],
    ["-3 to an unlisted host", -3, leafPolicy(), { hostname: STATUS, ...both(linked(status.pem)) }],
    [
      "-3 to an unlisted host with an error, so that the error stands",
      -3,
      leafPolicy(),
      { hostname: STATUS, errorCode: -201, ...both(linked(status.pem)) },
    ],
    [
      "-2 to an unlisted host where the policy says so",
      -2,
      leafPolicy({}, { unlistedHosts: "reject" }),
      { hostname: STATUS, ...both(linked(status.pem)) },
    ],
    [
      "-2 to an unlisted host whose certificate reaches a pinned one",
      -2,
      leafPolicy(),
      { hostname: STATUS, ...both(linked(rogueWildcard.pem, rogueRoot.pem)) },
    ],
    ["-2 after the pins have expired", -2, leafPolicy({ expires: "2026-11-22" }), {}],
    ["-2 before the policy was issued", -2, leafPolicy({}, { issued: "2026-12-01T00:00:00Z" }), {}],
  ])("%s", (_what, answer, policy, request) => {
    expect(ask(pinningOf(policy, {}), request)).toBe(answer);
  });

  test("-3 to a mismatch that is only reported, and reports it", () => {
    const [answer, record] = told(leafPolicy({ mode: "report-only" }), both(rogue));
    expect(answer).toBe(-3);
    expect(record).toMatchObject({ reason: "report-only", wouldReject: "no-pin-matched" });
  });

  test("-3 to an error on a host that is only reported, and reports that", () => {
    const [answer, record] = told(leafPolicy({ mode: "report-only" }), { errorCode: -202 });
    expect(answer).toBe(-3);
    expect(record).toMatchObject({ reason: "report-only", wouldReject: "not-authorized" });
  });

  test.each([0, -202])("-2 to a distrusted key in report-only mode, at error code %s", (code) => {
    const distrusted = [{ spki: pinOf(rogueLeaf.spki) }];
    const policy = leafPolicy({ mode: "report-only", distrusted });
    const [answer, record] = told(policy, { ...both(rogue), errorCode: code });
    expect(answer).toBe(-2);
    expect(record).toMatchObject({ decision: "reject", reason: "key-distrusted" });
  });

  test("-2 to a distrusted key that was sent, where Chromium verified nothing", () => {
    const distrusted = [{ spki: pinOf(rogueLeaf.spki) }];
    const policy = leafPolicy({ mode: "report-only", distrusted });
    const shown = { certificate: rogue, validatedCertificate: genuine };
    expect(told(policy, { ...shown, errorCode: -202 })[0]).toBe(-2);
    // Where it did verify, what was sent beside the path vouches for nothing and spoils nothing.
    expect(told(policy, shown)[0]).toBe(-3);
  });

  test("-3 to an excluded host", () => {
    const policy = {
      version: 1,
      revision: 1,
      unlistedHosts: "reject",
      hosts: [{ host: API, includeSubdomains: false, exclude: true }],
    };
    expect(ask(pinningOf(policy, {}), both(rogue))).toBe(-3);
  });
});

describe("what Chromium never sends is refused", () => {
  const circle: { data: string; issuerCert?: PresentedCertificate } = { data: leaf.pem };
  circle.issuerCert = circle;

  test.each<[string, object]>([
    ["no host", { hostname: "" }],
    ["a host that is none", { hostname: "api.example.com/x" }],
    ["no certificate", { validatedCertificate: undefined }],
    ["no PEM", { validatedCertificate: { data: "hello" } }],
    ["two certificates in one PEM", { validatedCertificate: { data: leaf.pem + issuing.pem } }],
    ["a path that circles", { validatedCertificate: circle }],
    ["a host that throws", throwing("hostname")],
    ["a path that throws", throwing("validatedCertificate")],
    ["an error code that throws", throwing("errorCode")],
  ])("%s", (_what, request) => {
    // An unlisted host would be let in: only what cannot be read is refused here.
    const onVerdict = vi.fn<(record: VerdictRecord) => void>();
    const pinning = pinningOf(leafPolicy({ host: "pinned.example.org" }), { onVerdict });
    expect(ask(pinning, {})).toBe(-3);
    expect(ask(pinning, request)).toBe(-2);
    expect(onVerdict).toHaveBeenLastCalledWith(expect.objectContaining({ decision: "reject" }));
  });
});

describe("who listens", () => {
  test("onRejected hears of refusals alone, with the explanation", () => {
    const onRejected = vi.fn<(record: VerdictRecord) => void>();
    const pinning = pinningOf(leafPolicy(), { onRejected });
    ask(pinning, {});
    expect(onRejected).not.toHaveBeenCalled();
    ask(pinning, both(rogue));
    expect(onRejected).toHaveBeenCalledOnce();
    expect(onRejected.mock.calls[0]?.[0]).toMatchObject({
      host: API,
      reason: "no-pin-matched",
      message: expect.stringContaining(pinOf(rogueLeaf.spki)),
    });
  });

  test("lastVerdict remembers by host, however it is spelled", () => {
    const pinning = pinningOf(leafPolicy(), {});
    expect(pinning.lastVerdict(API)).toBeUndefined();
    ask(pinning, both(rogue));
    expect(pinning.lastVerdict("API.example.com.")?.decision).toBe("reject");
    ask(pinning, {});
    expect(pinning.lastVerdict(API)?.decision).toBe("allow");
    expect(pinning.lastVerdict("")).toBeUndefined();
  });

  test.each<[string, () => unknown]>([
    ["throws", () => fail()],
    ["rejects", async () => fail()],
  ])("a listener that %s changes nothing", (_what, listener) => {
    const options: ElectronPinningOptions = { onVerdict: listener, onRejected: listener };
    const pinning = pinningOf(leafPolicy(), options);
    expect([ask(pinning, {}), ask(pinning, both(rogue))]).toEqual([-3, -2]);
  });

  test("the answer is given before anybody hears of it", () => {
    const order: string[] = [];
    const pinning = pinningOf(leafPolicy(), { onVerdict: () => void order.push("heard") });
    procOf(pinning)(requestOf({}), () => void order.push("answered"));
    expect(order).toEqual(["answered", "heard"]);
  });

  test("a report-only policy without a listener is an error", () => {
    expect(() => pinningOf(leafPolicy({ mode: "report-only" }), {})).toThrow(OptionError);
  });
});

/** Asks the check of a session of its own, at noon. */
function ask(pinning: ElectronPinning, request: object): number {
  const answers: number[] = [];
  vi.useFakeTimers({ toFake: ["Date"], now: NOON });
  try {
    procOf(pinning)(requestOf(request), (answer) => answers.push(answer));
  } finally {
    vi.useRealTimers();
  }
  expect(answers).toHaveLength(1);
  return answers[0] ?? 0;
}

function told(policy: object, request: object): [number, VerdictRecord | undefined] {
  let record: VerdictRecord | undefined;
  const pinning = pinningOf(policy, { onVerdict: (verdict) => (record = verdict) });
  return [ask(pinning, request), record];
}

function procOf(pinning: ElectronPinning): VerifyProc {
  let installed: VerifyProc | null = null;
  void pinning.pinSession({
    setCertificateVerifyProc: (proc) => (installed = proc),
    setSSLConfig: () => undefined,
    closeAllConnections: async () => undefined,
  });
  return installed ?? fail();
}

function requestOf(changes: object): VerifyRequest {
  const request = { hostname: API, errorCode: 0, ...both(genuine) };
  return Object.defineProperties(request, Object.getOwnPropertyDescriptors(changes));
}

function both(path: PresentedCertificate): Pick<VerifyRequest, Chains> {
  return { certificate: path, validatedCertificate: path };
}

type Chains = "certificate" | "validatedCertificate";

function linked(pem: string, ...above: readonly string[]): PresentedCertificate {
  const [next, ...rest] = above;
  return next === undefined ? { data: pem } : { data: pem, issuerCert: linked(next, ...rest) };
}

function throwing(field: string): object {
  return Object.defineProperty({}, field, { enumerable: true, configurable: true, get: fail });
}

function fail(): never {
  throw new TypeError("made to fail");
}
