// The entry without a window, for the demo and for tests: the protocol of apps/service-node, in Electron.
import type { AddressInfo } from "node:net";

import { createPinning, loadPolicySync } from "@tlspin/electron";
import { createPinning as createNodePinning } from "@tlspin/node";
import { app, BrowserWindow, net } from "electron";

import { clientsOf } from "./clients.ts";
import { nodeStackOf } from "./node-stack.ts";
import { serviceOf } from "./service.ts";
import { pinsIn, portIn, settingsIn } from "./settings.ts";
import { VerdictMemory } from "./verdict-memory.ts";
import { LOCKED_DOWN } from "./window-options.ts";

// Electron would show a window with the error, and wait for somebody to close it.
process.on("uncaughtException", (error) => {
  process.stderr.write(`${error.stack}\n`);
  app.exit(1);
});

const { apiUrl, apiToken } = settingsIn(process.env);
const port = portIn(process.env);
const verdicts = new VerdictMemory();

const pinning = createPinning(loadPolicySync(pinsIn(process.env)), {
  allowUntestedRuntime: true, // no Electron was measured yet
  onVerdict: (verdict) => {
    verdicts.note(verdict);
    log("verdict", verdict);
  },
});
pinning.pinApp(app);
app.disableHardwareAcceleration();
app.on("window-all-closed", () => undefined);

app.on("ready", () => {
  const clients = clientsOf({
    verdicts,
    netFetch: (url, init) => net.fetch(url, init),
    openWindow: () => new BrowserWindow({ show: false, webPreferences: LOCKED_DOWN }),
    node: nodeStackOf(createNodePinning, pinning.policy),
    token: apiToken,
  });
  const service = serviceOf({ pinning, clients, apiUrl });
  service.listen(port, "127.0.0.1", () => log("listening", portOf(service.address())));
});

function portOf(address: AddressInfo | string | null): object {
  return typeof address === "object" && address !== null ? { port: address.port } : {};
}

/** One event, one line of JSON: what a log collector takes as it is. */
function log(event: string, fields: object): void {
  process.stdout.write(`${JSON.stringify({ event, ...fields })}\n`);
}
