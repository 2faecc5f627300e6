import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

import { answererOf, log, settingsIn } from "@tlspin-apps/service-shared";
import { createPinning, loadPolicy, type VerdictRecord, watchPolicy } from "@tlspin/node";

const settings = settingsIn((name) => process.env[name]);
let latest: VerdictRecord | undefined;

const pinning = createPinning(await loadPolicy(settings.pins), {
  tls: settings.tls,
  onVerdict: (verdict) => {
    latest = verdict;
    log("verdict", verdict);
  },
});
// Proves on this machine that each door refuses a wrong key, before the first real call.
await pinning.selfTest();

const watch = watchPolicy(settings.pins, pinning, {
  onUpdate: ({ revision }) => log("policy", { revision }),
  onRefused: ({ message }) => log("policy-refused", { message, revision: pinning.policy.revision }),
});

const answer = answererOf({ pinning, settings, latestVerdict: () => latest });
const server = createServer((incoming, outgoing) => {
  void answer(incoming).then(({ status, body }) => {
    outgoing.writeHead(status, { "content-type": "application/json" });
    outgoing.end(JSON.stringify(body));
  });
});
server.listen(settings.port, "127.0.0.1", () => log("listening", portOf(server.address())));

process.once("SIGTERM", () => {
  watch.close();
  pinning.close();
  server.close();
  server.closeAllConnections();
});

function portOf(address: AddressInfo | string | null): object {
  return typeof address === "object" && address !== null ? { port: address.port } : {};
}
