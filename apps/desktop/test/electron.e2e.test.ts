import { fileURLToPath } from "node:url";

import { findEquipment, SWITCHES } from "@tlspin-tooling/electron";
import { _electron, type ElectronApplication } from "playwright";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { type PolicyName, setStage, type Stage, TOKEN } from "../loopback/stage.ts";
import { startHeadless } from "./e2e/headless.ts";

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
      expect(await callVia(client, "attacker", "unpinned")).toMatchObject({ ok: true, client });
      expect((await stage.servers.settled("attacker")).bytes).toBeGreaterThan(0);
    });

    test.each(CLIENTS)("headless: the right server is reached through %s", async (client) => {
      expect(await callVia(client, "api", "pinned")).toMatchObject({
        ok: true,
        verdict: { decision: "allow", reason: "pin-matched" },
      });
      expect((await stage.servers.settled("api")).bytes).toBeGreaterThan(0);
    });

    test.each(CLIENTS)("headless: 0 bytes reach the man in the middle of %s", async (client) => {
      const result = await callVia(client, "attacker", "pinned");
      expect(result).toMatchObject({
        ok: false,
        code: "ERR_TLSPIN_PEER_REJECTED",
        verdict: { decision: "reject", reason: "no-pin-matched" },
      });
      expect(JSON.stringify(result)).not.toContain(TOKEN);
      const { connections, bytes } = await stage.servers.settled("attacker");
      expect(connections).toBeGreaterThan(0);
      expect(bytes).toBe(0);
    });

    // Electron's Node.js is not measured: whether its doors prove themselves or not, this holds.
    test("headless: 0 bytes reach the man in the middle of node", async () => {
      expect(await callVia("node", "attacker", "pinned")).toMatchObject({ ok: false });
      expect((await stage.servers.settled("attacker")).bytes).toBe(0);
    });

    test("the window shows that the attack was refused, with 0 bytes", async () => {
      await stage.servers.fresh();
      const app = await startApp(stage.environment("api", "pinned"));
      try {
        const page = await app.firstWindow();
        await page.getByText("Electron").first().waitFor();
        await page.getByRole("button", { name: "Call the API" }).click();
        await page.getByText("The server's key is pinned").waitFor();
        await page.getByRole("button", { name: "Play the attack" }).click();
        const newest = page.locator("#requests > li").first();
        await newest.getByText("No pin matches the server's key").waitFor();
        expect(await newest.innerText()).toContain("0 bytes");
      } finally {
        await app.close();
      }
      const { connections, bytes } = await stage.servers.settled("attacker");
      expect(connections).toBeGreaterThan(0);
      expect(bytes).toBe(0);
    });

    function startApp(env: Record<string, string>): Promise<ElectronApplication> {
      if (equipment.missing !== undefined) throw new Error(equipment.missing);
      const args = [...SWITCHES, fileURLToPath(new URL("..", import.meta.url))];
      return _electron.launch({ executablePath: equipment.electron, args, env });
    }

    async function callVia(
      client: string,
      server: "api" | "attacker",
      policy: PolicyName,
    ): Promise<unknown> {
      if (equipment.missing !== undefined) throw new Error(equipment.missing);
      await stage.servers.reset();
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
