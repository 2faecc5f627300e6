import { contractScenarios } from "@tlspin/testing";
import { describe, expect, test } from "vitest";

import { ATTACKS } from "./scenarios.ts";

const GROUPS = new Set(contractScenarios().map(({ group }) => group));

describe("the guarantees that the other adapters' contract lists", () => {
  test("are each attacked here too, or are no matter of a certificate check", () => {
    expect(Object.keys(HERE).toSorted()).toEqual([...GROUPS].toSorted());
  });

  test.each(Object.entries(HERE))("%s", (group, { attacks, because }) => {
    const known = ATTACKS.map(({ name }) => name);
    expect(known).toEqual(expect.arrayContaining([...attacks]));
    expect(attacks.length > 0 || because !== undefined).toBe(true);
    // A name that both tables bear is the same attack, so it serves the same guarantee.
    const shared = contractScenarios().filter(({ name }) => known.includes(name));
    const ofGroup = shared.filter((scenario) => scenario.group === group).map(({ name }) => name);
    expect(attacks).toEqual(expect.arrayContaining(ofGroup));
  });
});

interface Here {
  readonly attacks: readonly string[];
  /** Why the rest of the group is not asked of a session, or is proven elsewhere. */
  readonly because?: string;
}

const HERE: Readonly<Record<string, Here>> = {
  "Each door delivers to the pinned key only": {
    attacks: ["wrong-key", "later-partition", "utility-process"],
    because: "Chromium's doors are those of the end-to-end test",
  },
  "Pins allow and refuse what the policy says": {
    attacks: ["expired-pins", "distrusted-key"],
  },
  "A pinned CA that is merely shown vouches for nothing": {
    attacks: ["CVE-2016-2402", "chain-C", "unverified-path"],
    because: "the path is Chromium's own, so that a chain which it refuses proves nothing",
  },
  "A certificate that cannot be read or verified vouches for nothing": {
    attacks: ["ignored-error-code", "throwing-proc"],
    because: "verify-proc.test.ts: what Chromium never sends is refused",
  },
  "No option, environment or other code weakens a pin": {
    attacks: [
      "certificate-error",
      "untrusted-but-pinned",
      "replaced-proc",
      "lowered-tls-floor",
      "late-installation",
    ],
  },
  "Resumed, pooled and live connections obey the policy in force": {
    attacks: ["network-service-restart", "clock-back"],
    because: "update.test.ts, and Chromium verifies a resumed session again",
  },
  "Each spelling and each name of a host finds its pins": {
    attacks: ["trailing-dot", "typo-of-an-owned-host", "wrong-host", "zero-for-others"],
  },
  "HTTP/2 carries no request for another host": {
    attacks: ["wildcard-san-coalescing", "named-san-coalescing"],
  },
  "Redirects and proxies lead past no pin": {
    attacks: [],
    because: "each hop of Chromium's is a connection of the same session, and is asked about",
  },
  "A client certificate is not shown to strangers": {
    attacks: [],
    because: "a client certificate is Chromium's own to choose and to send; not measured",
  },
  "Old, weak, broken or no TLS is refused": { attacks: ["weak-cipher"] },
  "A network that cuts, chops or redirects gains nothing": {
    attacks: [],
    because: "Chromium connects by itself, and asks about the certificate that it was shown",
  },
};
