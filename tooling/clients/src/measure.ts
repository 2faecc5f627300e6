import { setTimeout as sleep } from "node:timers/promises";

import { createPinning } from "@tlspin/node";
import { assertPinned, type PinnedProof, startServers } from "@tlspin/testing";

import type { Library } from "./library.ts";

/** Runs a library as the documentation says to write it, and gives what became of the refusal. */
export async function measure({
  open,
  options,
  backend,
}: Pick<Library, "open" | "options" | "backend">): Promise<PinnedProof> {
  const running = await backend?.start();
  const proxies = await startServers([{ name: "proxy", protocol: "proxy" }]);
  process.env["PROXY"] = `http://127.0.0.1:${proxies.port("proxy")}`;
  try {
    const behind = running === undefined ? {} : { backend: running.port };
    return await assertPinned(createPinning, watched(open), { ...options, ...behind });
  } finally {
    delete process.env["PROXY"];
    await proxies.close();
    await running?.stop();
  }
}

/** Goes on counting for a while after the first refusal: who tries again does so within a second. */
function watched(open: Library["open"]): Library["open"] {
  let refusals = 0;
  return async (target) => {
    const send = await open(target);
    return async () => {
      try {
        return await send();
      } catch (error) {
        refusals += 1;
        if (refusals === 1) await sleep(1500);
        throw error;
      }
    };
  };
}
