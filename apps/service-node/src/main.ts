import type { AddressInfo } from "node:net";

import { createPinning, loadPolicy, type VerdictRecord } from "@tlspin/node";

import { serviceOf } from "./service.ts";
import { settingsIn } from "./settings.ts";

const settings = settingsIn(process.env);
let latest: VerdictRecord | undefined;

const pinning = createPinning(await loadPolicy(settings.pins), {
  onVerdict: (verdict) => {
    latest = verdict;
    log("verdict", verdict);
  },
});
// Proves on this machine that each door refuses a wrong key, before the first real call.
await pinning.selfTest();

const service = serviceOf({ pinning, settings, latestVerdict: () => latest });
service.listen(settings.port, "127.0.0.1", () => log("listening", portOf(service.address())));
process.once("SIGTERM", () => {
  pinning.close();
  service.close();
  service.closeAllConnections();
});

function portOf(address: AddressInfo | string | null): object {
  return typeof address === "object" && address !== null ? { port: address.port } : {};
}

/** One event, one line of JSON: what a log collector takes as it is. */
function log(event: string, fields: object): void {
  process.stdout.write(`${JSON.stringify({ event, ...fields })}\n`);
}
