import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { forgeWorldIn } from "@tlspin/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { otherBinaries } from "../src/other-binaries.ts";
import { runProgram } from "../src/run-program.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tlspin-deno-doors-"));
  const forged = await forgeWorldIn(process.execPath);
  const ca = forged.peers.find(({ server }) => server.name === "wrong-key")?.ca ?? [];
  await writeFile(join(folder, "world.json"), JSON.stringify(forged));
  await writeFile(join(folder, "ca.pem"), ca.join(""));
});
afterAll(() => rm(folder, { recursive: true }));

describe("what only Deno has", () => {
  test.for(otherBinaries("deno"))(
    "Deno $version: no pin reaches its own network APIs, so they are not offered",
    async ({ path }, { skip }) => {
      if (path === undefined) return skip("not installed");
      const { lines, stderr } = await runProgram("deno-doors.mjs", {
        path,
        before: ["run", "--allow-all", "--cert", join(folder, "ca.pem")],
        args: [process.execPath, join(folder, "world.json")],
      });
      const attempts = lines as readonly Attempt[];
      expect(attempts.map(({ what, outcome }) => [what, outcome], stderr)).toEqual(OUTCOMES);
      // Where Deno closes one of these gaps, it can be a door.
      const heard = attempts.filter(({ bytes }) => bytes > 0).map(({ what }) => what);
      expect(heard).toEqual(LEAKS);
      return undefined;
    },
  );
});

interface Attempt {
  readonly what: string;
  readonly outcome: string;
  readonly bytes: number;
}

const LEAKS = [
  "Deno's own fetch",
  "Deno's own fetch with a dispatcher",
  "Deno's own fetch with a client",
  "Deno.connectTls",
  "WebSocket",
  "a hook of the request's own on a pool",
];

const OUTCOMES = [
  ["Deno's own fetch", "status 200"],
  ["Deno's own fetch with a dispatcher", "status 200"],
  ["Deno's own fetch with a client", "status 200"],
  ["Deno.connectTls", "done"],
  ["WebSocket", "done"],
  ["a hook of the request's own on a pool", "done"],
  ["asking for nativeFetch", "ERR_TLSPIN_RUNTIME"],
  ["asking for tlsOptions", "ERR_TLSPIN_RUNTIME"],
  ["asking for a dispatcher", "undefined"],
];
