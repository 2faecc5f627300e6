import { rootCertificates } from "node:tls";

import { OptionError } from "@tlspin/core";
import { describe, expect, test } from "vitest";

import { SecureContexts } from "../src/secure-contexts.ts";

describe("SecureContexts", () => {
  test("keeps one context for the same options, and makes another for others", () => {
    const contexts = new SecureContexts();
    const ca = rootCertificates.slice(0, 2);
    const first = contexts.contextFor({ ca }, "1.2");
    expect(contexts.contextFor({ ca: [...ca] }, "1.2")).toBe(first);
    expect(contexts.contextFor({ ca: ca.slice(1) }, "1.2")).not.toBe(first);
    expect(contexts.contextFor({}, "1.2")).not.toBe(first);
  });

  test.each([[""], [[]], [null], [false]])(
    "empty-ca: %j does not bring back the roots of the runtime's own store",
    (ca) => {
      expect(() => new SecureContexts().contextFor({ ca }, "1.2")).toThrow(OptionError);
    },
  );
});
