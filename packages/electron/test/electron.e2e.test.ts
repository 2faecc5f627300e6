import { type Display, findEquipment, Home, openDisplay } from "@tlspin-tooling/electron";
import { startWorld, type World } from "@tlspin/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { type Place, runElectron } from "./e2e/run-electron.ts";
import { DOORS, type Order, type Outcome } from "./e2e/visits.ts";

const equipment = findEquipment(process.env, process.platform);
const title =
  equipment.missing === undefined
    ? "in a real Electron"
    : `NOT RUN in a real Electron: ${equipment.missing}`;
if (equipment.missing !== undefined) console.log(`@tlspin/electron: ${title}`);

test("where a real Electron is required, it is there", () => {
  const required = process.env["TLSPIN_REQUIRE_ELECTRON"] === "1";
  expect(required ? equipment.missing : undefined).toBeUndefined();
});

describe.skipIf(equipment.missing !== undefined)(
  `the sessions of an app, ${title}`,
  { timeout: 180_000 },
  () => {
    let world: World;
    let home: Home;
    let display: Display;

    beforeAll(async () => {
      if (equipment.missing !== undefined) return;
      world = await startWorld();
      const roots = ["right", ...HOSTILE].flatMap((name) => world.peer(name).ca);
      home = new Home(equipment.certutil, [...new Set(roots)]);
      display = await openDisplay();
    });
    afterAll(async () => {
      display?.close();
      home?.close();
      await world?.close();
    });

    test("without pins, the man in the middle reads through every door", async () => {
      await visit({ pinned: false }, ["right", "wrong-key"]);
      expect(await doorsSeenBy("right")).toEqual([...DOORS]);
      expect(await doorsSeenBy("wrong-key")).toEqual([...DOORS]);
    });

    test("with pins, the right server is reached through every door", async () => {
      const outcomes = await visit({ pinned: true }, ["right"]);
      expect(await doorsSeenBy("right")).toEqual([...DOORS]);
      expect(outcomes.map(({ reason }) => reason)).toEqual(DOORS.map(() => "pin-matched"));
    });

    test.each(HOSTILE)("with pins, no byte reaches: %s", async (name) => {
      const outcomes = await visit({ pinned: true }, [name]);
      expect(outcomes).toHaveLength(DOORS.length);
      const counts = await world.servers.settled(name);
      expect(counts.connections).toBeGreaterThan(0);
      expect(counts.bytes).toBe(0);
    });

    async function visit(
      { pinned }: Pick<Order, "pinned">,
      names: readonly string[],
    ): Promise<readonly Outcome[]> {
      await world.servers.reset();
      const visits = names.flatMap((name) =>
        DOORS.map((door) => ({
          door,
          url: `https://api.example.com:${world.peer(name).port}/${door}`,
        })),
      );
      return runElectron(placeOf(), { policy: policyOf(world), pinned, visits });
    }

    async function doorsSeenBy(name: string): Promise<readonly string[]> {
      const { seen } = await world.servers.settled(name);
      return DOORS.filter((door) => seen.some((line) => line.endsWith(` /${door}`)));
    }

    function placeOf(): Place {
      if (equipment.missing !== undefined) throw new Error(equipment.missing);
      return { electron: equipment.electron, home: home.folder, display: display.name };
    }
  },
);

// Each shows the app a certificate for api.example.com, or pretends to.
const HOSTILE = [
  "wrong-key",
  "wrong-key-h2",
  "wrong-key-1.2",
  "wrong-host",
  "self-signed",
  "weak-cipher",
  "tls-1.1",
] as const;

function policyOf({ pins }: World): object {
  return {
    version: 1,
    revision: 1,
    unlistedHosts: "reject",
    hosts: [
      {
        host: "api.example.com",
        includeSubdomains: false,
        pins: [pins.leaf, pins.rsaLeaf],
        backupPins: [pins.backup],
      },
    ],
  };
}
