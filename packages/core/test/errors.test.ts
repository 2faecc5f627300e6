import { expect, test } from "vitest";

import {
  CertificateError,
  HostnameError,
  isPinError,
  OptionError,
  PeerRejectedError,
  PinError,
  PolicyError,
  UnsupportedRuntimeError,
} from "../src/errors.ts";

const verdict = {
  decision: "reject",
  reason: "no-pin-matched",
  hostname: "api.example.com",
  revision: 1,
} as const;

test.each([
  [
    new PolicyError([
      { pointer: "", code: "json-invalid", message: "is not JSON", hint: "write JSON" },
    ]),
    "ERR_TLSPIN_POLICY",
  ],
  [new PeerRejectedError(verdict, "api.example.com: no pin"), "ERR_TLSPIN_PEER_REJECTED"],
  [new CertificateError("is truncated"), "ERR_TLSPIN_CERTIFICATE"],
  [new HostnameError("is empty"), "ERR_TLSPIN_HOSTNAME"],
  [new PinError("is no pin"), "ERR_TLSPIN_PIN"],
  [new OptionError("session", "would resume"), "ERR_TLSPIN_OPTION"],
  [new UnsupportedRuntimeError("cannot enforce"), "ERR_TLSPIN_RUNTIME"],
])("%s carries its code, in the message too", (error, code) => {
  expect(error.code).toBe(code);
  expect(error.message).toContain(`[${code}]`);
  expect(isPinError(error)).toBe(true);
  expect(error.name).toBe(error.constructor.name);
});

test("two-copies-of-tlspin: isPinError finds the error of another copy, and nothing else", () => {
  const foreign = Object.defineProperty(new Error("theirs"), Symbol.for("tlspin.error"), {
    value: true,
  });
  expect(isPinError(foreign)).toBe(true);
  expect([undefined, null, "ERR_TLSPIN_POLICY", new Error("ours?"), {}].map(isPinError)).toEqual([
    false,
    false,
    false,
    false,
    false,
  ]);
});

test("PolicyError names the file and each place", () => {
  const problems = [
    { pointer: "/hosts/0/host", code: "host-invalid", message: "is a URL", hint: "write the host" },
  ] as const;
  expect(new PolicyError(problems, "pins.json").message).toBe(
    "pins.json is not valid\n  /hosts/0/host: is a URL (write the host) [ERR_TLSPIN_POLICY]",
  );
});
