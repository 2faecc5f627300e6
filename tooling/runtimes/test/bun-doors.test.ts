import { describe, expect, test } from "vitest";

import { otherBinaries } from "../src/other-binaries.ts";
import { runProgram } from "../src/run-program.ts";

describe("what only Bun has", () => {
  test.for(otherBinaries("bun"))(
    "Bun $version: its own fetch takes leaf pins and nothing weaker, its own undici is refused",
    async ({ path }, { skip }) => {
      if (path === undefined) return skip("not installed");
      const { lines } = await runProgram("bun-doors.mjs", { path, args: [process.execPath] });
      const [right, ...others] = lines as readonly Attempt[];
      expect(right).toMatchObject({ what: "right", outcome: "status 200" });
      expect(right?.bytes).toBeGreaterThan(0);
      expect(others.map(({ what, outcome }) => [what, outcome])).toEqual(OUTCOMES);
      // Of a redirect, these are the bytes at its target.
      const heard = others.filter(({ bytes }) => bytes > 0).map(({ what }) => what);
      // The gaps that the READMEs warn of. Where Bun closes one, its warning can go.
      expect(heard).toEqual(["node-fetch with our agent", "Bun's own fetch with a dispatcher"]);
    },
  );
});

interface Attempt {
  readonly what: string;
  readonly outcome: string;
  readonly bytes: number;
}

const [REJECTED, OPTION, RUNTIME] = [
  "ERR_TLSPIN_PEER_REJECTED",
  "ERR_TLSPIN_OPTION",
  "ERR_TLSPIN_RUNTIME",
];

const OUTCOMES = [
  ["wrong key", REJECTED],
  ["wrong key after an unpinned request", REJECTED],
  ["wrong key after a tightening", REJECTED],
  ["NODE_TLS_REJECT_UNAUTHORIZED=0", REJECTED],
  ["TLS 1.2 under minTls 1.3", "EPROTO"],
  ["a redirect", "status 307"],
  ["http:", OPTION],
  ["a Request", OPTION],
  ["tls of the caller's own", OPTION],
  ["redirect: follow", OPTION],
  ["without asking for it", RUNTIME],
  ["a CA pin", RUNTIME],
  ["a distrusted key", RUNTIME],
  ["a CA pin by update", RUNTIME],
  ["tls.lookup", RUNTIME],
  ["the hook of tlsOptions on a pool", REJECTED],
  ["ws with our agent", REJECTED],
  ["node-fetch with our agent", "status 200"],
  ["Bun's own fetch with a dispatcher", "status 200"],
  ["Bun's own undici", RUNTIME],
  ["npm's undici", "done"],
];
