import { canonicalHostname } from "@tlspin/core";
import { describe, expect, test, vi } from "vitest";

import { resolutionOf, targetsOf } from "../src/check/resolve.ts";

// DNS is the one thing that a test on loopback cannot have for real.
vi.mock(import("node:dns/promises"), async (original) => ({
  ...(await original()),
  lookup: recordsOf as never,
}));

async function recordsOf(_host: string, { family }: { family?: number }): Promise<object> {
  return RECORDS.filter((record) => family === undefined || record.family === family);
}

const RECORDS = [
  { address: "192.0.2.1", family: 4 },
  { address: "2001:db8::1", family: 6 },
  { address: "192.0.2.1", family: 4 },
];

const HOST = canonicalHostname("api.example.com");

describe("targetsOf", () => {
  test("finds every address of a name once, IPv4 and IPv6", async () => {
    expect(await targetsOf({ host: HOST, port: 8443 }, { resolve: [] })).toEqual([
      { host: "192.0.2.1", port: 8443 },
      { host: "2001:db8::1", port: 8443 },
    ]);
  });

  test("keeps to one family where it is told to", async () => {
    const found = await targetsOf({ host: HOST, port: 443 }, { resolve: [], family: 6 });
    expect(found).toEqual([{ host: "2001:db8::1", port: 443 }]);
  });

  test("believes --resolve for that host and port only, and takes an address as it is", async () => {
    const resolve = [resolutionOf("api.example.com:443:127.0.0.1:8443,[::1],127.0.0.2")];
    expect(await targetsOf({ host: HOST, port: 443 }, { resolve })).toEqual([
      { host: "127.0.0.1", port: 8443 },
      { host: "::1", port: 443 },
      { host: "127.0.0.2", port: 443 },
    ]);
    expect(await targetsOf({ host: HOST, port: 444 }, { resolve })).toHaveLength(2);
    const address = { host: canonicalHostname("127.0.0.9"), port: 443 };
    expect(await targetsOf(address, { resolve })).toEqual([address]);
  });
});
