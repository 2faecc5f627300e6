// The entry without a window, for the demo and for tests: the protocol of apps/service-node, in Electron.
import type { AddressInfo } from "node:net";

import { createPinning, loadPolicySync, type VerdictRecord } from "@tlspin/electron";
import { createPinning as createNodePinning } from "@tlspin/node";
import { app, BrowserWindow, net } from "electron";

import { clientsOf } from "./clients.ts";
import { nodeStackOf } from "./node-stack.ts";
import { serviceOf } from "./service.ts";
import { pinsIn, portIn, settingsIn } from "./settings.ts";
import { LOCKED_DOWN } from "./window-options.ts";

// Electron would show a window with the error, and wait for somebody to close it.
process.on("uncaughtException", (error) => {
  process.stderr.write(`${error.stack}\n`);
  app.exit(1);
});

const { apiUrl, apiToken } = settingsIn(process.env);
const port = portIn(process.env);
let latest: VerdictRecord | undefined;

const pinning = createPinning(loadPolicySync(pinsIn(process.env)), {
  allowUntestedRuntime: true, // no Electron was measured yet
  onVerdict: noteVerdict,
});
pinning.pinApp(app);
app.disableHardwareAcceleration();
app.on("window-all-closed", () => undefined);

app.on("ready", () => {
  const clients = clientsOf({
    pinning,
    netFetch: (url, init) => net.fetch(url, init),
    openWindow: () => new BrowserWindow({ show: false, webPreferences: LOCKED_DOWN }),
    node: nodeStackOf(createNodePinning, pinning.policy, noteVerdict),
    token: apiToken,
  });
  const service = serviceOf({ pinning, clients, apiUrl, latestVerdict: () => latest });
  service.listen(port, "127.0.0.1", () => log("listening", portOf(service.address())));
});

function noteVerdict(verdict: VerdictRecord): void {
  latest = verdict;
  log("verdict", verdict);
}

function portOf(address: AddressInfo | string | null): object {
  return typeof address === "object" && address !== null ? { port: address.port } : {};
}

/** One event, one line of JSON: what a log collector takes as it is. */
function log(event: string, fields: object): void {
  process.stdout.write(`${JSON.stringify({ event, ...fields })}\n`);
}
