import { spawn } from "node:child_process";
import { once } from "node:events";
import { connect as connectTcp } from "node:net";

import { expect, test } from "vitest";

test("the servers end when their parent is killed", async () => {
  const script = `
    import { startServers } from ${JSON.stringify(new URL("../src/index.ts", import.meta.url).href)};
    const servers = await startServers([{ name: "plain", protocol: "http" }]);
    console.log(servers.port("plain"));
    setInterval(() => {}, 1000);`;
  const parent = spawn(process.execPath, ["--input-type=module", "-e", script]);
  const port = Number(String((await once(parent.stdout, "data"))[0]));
  expect(await reachable(port)).toBe(true);
  parent.kill("SIGKILL");
  await expect.poll(() => reachable(port), { timeout: 5000 }).toBe(false);
});

test("a parent that forgets to close them can still end", async () => {
  const script = `
    import { startServers } from ${JSON.stringify(new URL("../src/index.ts", import.meta.url).href)};
    await startServers([{ name: "plain", protocol: "http" }]);`;
  const parent = spawn(process.execPath, ["--input-type=module", "-e", script]);
  expect((await once(parent, "exit"))[0]).toBe(0);
});

function reachable(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connectTcp(port, "127.0.0.1", () => resolve(true));
    socket.once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });
}
