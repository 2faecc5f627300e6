import { setTimeout as sleep } from "node:timers/promises";

import type { Door } from "../knock.ts";
import type { ScenarioContext } from "../scenario.ts";

/** Holds a server's handshake while something else happens, and waits for the attempt to end. */
export async function whileHeld(
  { world }: ScenarioContext,
  name: string,
  { start, meanwhile }: { readonly start: () => Promise<unknown>; readonly meanwhile: () => void },
): Promise<void> {
  const { servers } = world;
  await servers.behave(name, "hold");
  const attempt = start();
  attempt.catch(() => {});
  while ((await servers.counts(name)).connections === 0) await sleep(5);
  meanwhile();
  await servers.behave(name, "answer");
  await attempt;
}

/** The doors for which one server is enough. */
export const ONE_SERVER_DOORS: readonly Door[] = ["connect", "agent", "fetch"];
