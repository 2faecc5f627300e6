import { describe, expect, test } from "vitest";

import { OptionError, PolicyError } from "../src/errors.ts";
import { parsePolicy } from "../src/parse-policy.ts";
import { checkAccepted, checkSuccessor } from "../src/policy-checks.ts";
import type { Policy } from "../src/policy.ts";

const NOTHING = { onVerdict: undefined, minRevision: 0, acceptFailOpenExpiry: false };

describe("checkAccepted", () => {
  test("minRevision: refuses a policy older than the one that the application remembers", () => {
    expect(() => checkAccepted(policy({ revision: 3 }), { ...NOTHING, minRevision: 4 })).toThrow(
      PolicyError,
    );
    expect(() =>
      checkAccepted(policy({ revision: 4 }), { ...NOTHING, minRevision: 4 }),
    ).not.toThrow();
  });

  test("an expiry that fails open needs the application's word, and someone who hears of it", () => {
    const opening = policy({}, { expires: "2027-01-01", onExpiry: "unpin" });
    expect(() => checkAccepted(opening, NOTHING)).toThrow("acceptFailOpenExpiry");
    expect(() => checkAccepted(opening, { ...NOTHING, acceptFailOpenExpiry: true })).toThrow(
      OptionError,
    );
    expect(() =>
      checkAccepted(opening, {
        ...NOTHING,
        acceptFailOpenExpiry: true,
        onVerdict: () => undefined,
      }),
    ).not.toThrow();
  });

  test("report-only needs someone who hears of it", () => {
    const quiet = policy({}, { mode: "report-only" });
    expect(() => checkAccepted(quiet, NOTHING)).toThrow(
      "onVerdict: is required: someone must hear of /hosts/0",
    );
    expect(() => checkAccepted(quiet, { ...NOTHING, onVerdict: () => undefined })).not.toThrow();
  });
});

describe("checkSuccessor", () => {
  test("equal-revision-other-content: an equal revision needs equal content", () => {
    expect(checkSuccessor(policy({}), policy({}))).toBe(false);
    expect(() => checkSuccessor(policy({}), policy({ note: "changed" }))).toThrow("/revision");
  });

  test("a lower revision is refused, a higher one follows", () => {
    expect(() => checkSuccessor(policy({ revision: 2 }), policy({ revision: 1 }))).toThrow(
      PolicyError,
    );
    expect(checkSuccessor(policy({ revision: 1 }), policy({ revision: 2 }))).toBe(true);
  });
});

function policy(changes: object, rule: object = {}): Policy {
  const [pins, backupPins] = ["A", "B"].map((letter) => [`sha256/${letter.repeat(42)}A=`]);
  const hosts = [{ host: "api.example.com", includeSubdomains: false, pins, backupPins, ...rule }];
  return parsePolicy({ version: 1, revision: 1, unlistedHosts: "unpinned", hosts, ...changes });
}
