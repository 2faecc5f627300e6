import { findEquipment } from "@tlspin-tooling/electron";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { startHeadless } from "./e2e/headless.ts";
import { setStage, type Stage, TOKEN } from "./e2e/stage.ts";

const equipment = findEquipment(process.env, process.platform);
const title =
  equipment.missing === undefined
    ? "in a real Electron"
    : `NOT RUN in a real Electron: ${equipment.missing}`;
if (equipment.missing !== undefined) console.warn(`SKIPPED: the desktop app, ${title}`);

test("where a real Electron is required, it is there", () => {
  const required = process.env["TLSPIN_REQUIRE_ELECTRON"] === "1";
  expect(required ? equipment.missing : undefined).toBeUndefined();
});

describe.skipIf(equipment.missing !== undefined)(
  `the desktop app, ${title}`,
  { timeout: 120_000 },
  () => {
    let stage: Stage;

    beforeAll(async () => {
      if (equipment.missing === undefined) stage = await setStage(equipment);
    });
    afterAll(async () => {
      await stage?.close();
    });

    test.each(CLIENTS)("headless: without pins, a man in the middle reads %s", async (client) => {
      expect(await callVia(client, "wrong-key", "unpinned")).toMatchObject({ ok: true, client });
      expect((await stage.world.servers.settled("wrong-key")).bytes).toBeGreaterThan(0);
    });

    test.each(CLIENTS)("headless: the right server is reached through %s", async (client) => {
      expect(await callVia(client, "right", "pinned")).toMatchObject({
        ok: true,
        verdict: { decision: "allow", reason: "pin-matched" },
      });
      expect((await stage.world.servers.settled("right")).bytes).toBeGreaterThan(0);
    });

    test.each(CLIENTS)("headless: 0 bytes reach the man in the middle of %s", async (client) => {
      const result = await callVia(client, "wrong-key", "pinned");
      expect(result).toMatchObject({
        ok: false,
        code: "ERR_TLSPIN_PEER_REJECTED",
        verdict: { decision: "reject", reason: "no-pin-matched" },
      });
      expect(JSON.stringify(result)).not.toContain(TOKEN);
      const { connections, bytes } = await stage.world.servers.settled("wrong-key");
      expect(connections).toBeGreaterThan(0);
      expect(bytes).toBe(0);
    });

    async function callVia(
      client: string,
      server: string,
      policy: "pinned" | "unpinned",
    ): Promise<unknown> {
      if (equipment.missing !== undefined) throw new Error(equipment.missing);
      await stage.world.servers.reset();
      const app = await startHeadless(equipment.electron, stage.environment(server, policy));
      try {
        return await app.call(client);
      } finally {
        await app.stop();
      }
    }
  },
);

const CLIENTS = ["net.fetch", "renderer"] as const;
