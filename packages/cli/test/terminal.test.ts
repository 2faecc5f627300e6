import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { hasTerminal, tlspinInTerminal } from "./terminal.ts";
import { newFolder } from "./tlspin.ts";
import { startWorld, type World } from "./world.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.servers.close());

describe.runIf(hasTerminal)("on a terminal", () => {
  const cwd = newFolder();

  test("a finding is coloured, and lines break between words within 80 columns", async () => {
    const args = ["pin", "other.example.com", ...world.flags("right")];
    const { code, screen } = await tlspinInTerminal(args, { cwd });
    expect(code).toBe(1);
    expect(screen).toContain("\u001b[31mrefused:\u001b[39m");
    const lines = screen.replaceAll(/\u001b\[\d+m/g, "").split(/\r?\n/);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(80);
    expect(lines.filter((line) => line.startsWith("    ")).length).toBeGreaterThan(1);
  });

  test("NO_COLOR switches colours off", async () => {
    const args = ["pin", "other.example.com", ...world.flags("right")];
    const { screen } = await tlspinInTerminal(args, { cwd, env: { NO_COLOR: "1" } });
    expect(screen).toContain("refused:");
    expect(screen).not.toContain("\u001b[3");
  });

  test("an audit that is slow counts what is done", async () => {
    const hosts = ["api.example.com:1443", "api.example.com:2443"];
    writeFileSync(join(cwd, "pins.json"), JSON.stringify(POLICY));
    const args = ["check", "pins.json", ...hosts, "--timeout", "1", ...world.flags("silent")];
    const { code, screen } = await tlspinInTerminal(args, { cwd });
    expect(code).toBe(3);
    expect(screen).toContain("addresses checked: 0 of 2 …");
    expect(screen).toContain("\u001b[33munknown\u001b[39m  connect");
    const shown = screen.split("\r\u001b[2K").at(-1) ?? "";
    for (const line of shown.replaceAll(/\u001b\[\d+m/g, "").split(/\r?\n/)) {
      expect(line.length).toBeLessThanOrEqual(80);
    }
  });

  test("a host that is slow is named while it is waited for", async () => {
    const args = ["pin", "api.example.com", "--timeout", "1", ...world.flags("silent")];
    const { code, screen } = await tlspinInTerminal(args, { cwd });
    expect(code).toBe(3);
    expect(screen).toContain("dialling api.example.com:443 …");
    expect(screen).toContain("\r\u001b[2K\u001b[31merror:\u001b[39m");
  });
});

const POLICY = {
  version: 1,
  revision: 1,
  unlistedHosts: "unpinned",
  hosts: [
    {
      host: "api.example.com",
      includeSubdomains: false,
      pins: ["sha256/afwiKY3RxoMmLkuRW1l7QsPZTJPwDS2pdDROQjXw8ig="],
      backupPins: ["sha256/klO23nT2ehFDXCfx3eHTDRESMz3asj1muO+4aIdjiuY="],
    },
  ],
};
