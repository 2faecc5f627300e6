import { expect, test } from "vitest";

import { PeerRejectedError } from "../src/errors.ts";
import { findPinError } from "../src/find-pin-error.ts";

const verdict = {
  decision: "reject",
  reason: "no-pin-matched",
  hostname: "api.example.com",
  revision: 1,
} as const;
const ours = new PeerRejectedError(verdict, "api.example.com: no pin matches");
const CODE = "ERR_TLSPIN_PEER_REJECTED";

class Other extends Error {
  [name: string]: unknown;
}

function wrapped(name: string, inner: unknown): Error {
  return Object.assign(new Other("wrapped"), { [name]: inner });
}

test.each([
  ["https, pg, undici.request", ours, ""],
  ["fetch, axios, got", wrapped("cause", ours), "cause"],
  ["ky, openai", wrapped("cause", wrapped("cause", ours)), "cause.cause"],
  ["stripe on fetch", wrapped("detail", wrapped("cause", ours)), "detail.cause"],
  ["node-redis", wrapped("originalError", ours), "originalError"],
  [
    "cassandra-driver",
    wrapped("innerErrors", { "127.0.0.1:9042": ours }),
    "innerErrors.127.0.0.1:9042",
  ],
  ["AggregateError", new AggregateError([new Error("first"), ours]), "errors.1"],
  ["an event", { type: "error", error: ours }, "error"],
  ["socket.io, polling", wrapped("context", wrapped("statusText", ours)), "context.statusText"],
  ["socket.io, websocket", wrapped("description", { error: ours }), "description.error"],
  [
    "mongodb",
    wrapped("reason", wrapped("servers", new Map([["a:27017", wrapped("error", ours)]]))),
    "reason.servers.a:27017.error",
  ],
])("findPinError finds the object that %s leave", (_who, error, path) => {
  expect(findPinError(error)).toEqual({ code: CODE, message: ours.message, error: ours, path });
});

test("the code that a library wrote on our object hides nothing", () => {
  const mutated = new PeerRejectedError(verdict, "api.example.com: no pin matches");
  Object.assign(mutated, { code: "ESOCKET" });
  expect(findPinError(mutated)).toMatchObject({ code: CODE, error: mutated });
});

test.each([
  ["node-fetch keeps the code", { code: CODE, message: "request failed" }, "request failed"],
  ["kafkajs keeps it below", wrapped("cause", { code: CODE, message: "m" }), "m"],
  [
    "grpc keeps the text",
    { code: 14, details: `14 UNAVAILABLE: ${ours.message}` },
    `14 UNAVAILABLE: ${ours.message}`,
  ],
  ["a text", ours.message, ours.message],
])("where the object is lost, %s", (_who, error, message) => {
  expect(findPinError(error)).toMatchObject({ code: CODE, message });
  expect(findPinError(error)?.error).toBeUndefined();
});

test("the object counts more than a text that comes first", () => {
  const both = Object.assign(new Error(ours.message), { cause: wrapped("cause", ours) });
  expect(findPinError(both)).toMatchObject({ error: ours, path: "cause.cause" });
});

test.each([
  undefined,
  null,
  14,
  "connection refused",
  new Error("ECONNREFUSED"),
  { code: "ECONNREFUSED", cause: { code: "toString" } },
  "[ERR_TLSPIN_INVENTED]",
])("and nothing is found in %j", (error) => {
  expect(findPinError(error)).toBeUndefined();
});

test("circles, traps and endless chains end", () => {
  const circle = wrapped("cause", undefined);
  Object.assign(circle, { cause: circle, errors: [circle] });
  expect(findPinError(circle)).toBeUndefined();

  const trap = Object.defineProperty(new Error("trap"), "cause", {
    get: () => {
      throw new Error("sprung");
    },
  });
  expect(findPinError(trap)).toBeUndefined();
  expect(findPinError({ error: trap, cause: ours })?.error).toBe(ours);

  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  expect(findPinError(proxy)).toBeUndefined();

  const endless = { reads: 0 };
  const chain = (): object =>
    Object.defineProperty(new Error("deeper"), "cause", {
      get: () => {
        endless.reads += 1;
        return chain();
      },
    });
  expect(findPinError(chain())).toBeUndefined();
  expect(endless.reads).toBeLessThan(2000);
});
