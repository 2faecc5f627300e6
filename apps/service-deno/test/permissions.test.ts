import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { startService } from "@tlspin-apps/service-shared/running-service";
import { otherBinaries } from "@tlspin-tooling/runtimes/other-binaries";
import { startWorld, type World } from "@tlspin/testing";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";

import { permissionsFor } from "./permissions.ts";

let world: World;
let folder: string;
let settings: Readonly<Record<"API_URL" | "API_TOKEN" | "API_CA" | "PINS", string>>;
beforeAll(async () => {
  world = await startWorld();
  folder = await mkdtemp(join(tmpdir(), "tlspin-service-"));
  settings = {
    API_URL: `https://localhost:${world.peer("right").port}/v1/me`,
    API_TOKEN: "tok_of_this_test",
    API_CA: join(folder, "ca.pem"),
    PINS: join(folder, "pins.json"),
  };
  await writeFile(settings.API_CA, world.peer("right").ca.join("\n"));
  await writeFile(settings.PINS, policyOf(world.pins.leaf));
});
afterAll(async () => {
  await world.close();
  await rm(folder, { recursive: true });
});

describe.for(otherBinaries("deno"))("what the README permits on Deno $version", ({ path }) => {
  test.skipIf(path === undefined)("is enough", async () => {
    const service = await start(permissions());
    expect((await service.get("/call?client=axios")).status).toBe(200);
  });

  test.skipIf(path === undefined).each(["--allow-net", "--allow-read", "--allow-env", "--ignore"])(
    "is not enough without %s…",
    async (withheld) => {
      const rest = permissions().filter((flag) => !flag.startsWith(withheld));
      expect(rest).toHaveLength(permissions().length - 1);
      await expect(start(rest)).rejects.toThrow("the service ended with code 1");
    },
  );

  test.skipIf(path === undefined)("is not enough without the API's own port", async () => {
    const service = await start(permissions().map((flag) => flag.replace(/,localhost:\d+/, "")));
    const response = await service.get("/call?client=axios");
    expect(response.status).toBe(502);
    expect(await response.json()).toMatchObject({ ok: false, code: "EPERM" });
  });

  async function start(flags: readonly string[]): ReturnType<typeof startService> {
    const args = ["run", "--no-prompt", ...flags, MAIN];
    const service = await startService({ path: path ?? "", args }, settings);
    onTestFinished(() => service.stop());
    return service;
  }
});

function permissions(): readonly string[] {
  const files = [settings.API_CA, settings.PINS];
  return permissionsFor({ files, apiPort: world.peer("right").port });
}

function policyOf(pin: string): string {
  const rule = { pins: [pin], backupPins: [`sha256/${"A".repeat(43)}=`] };
  const hosts = [{ host: "localhost", includeSubdomains: false, ...rule }];
  return JSON.stringify({ version: 1, revision: 1, unlistedHosts: "reject", hosts });
}

const MAIN = join(import.meta.dirname, "../src/main.ts");
