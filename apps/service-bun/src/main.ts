import { answererOf, log, settingsIn } from "@tlspin-apps/service-shared";
import { createPinning, loadPolicy, type VerdictRecord, watchPolicy } from "@tlspin/bun";

const settings = settingsIn((name) => Bun.env[name]);
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
const server = Bun.serve({
  hostname: "127.0.0.1",
  port: settings.port,
  async fetch(request) {
    const { status, body } = await answer(request);
    return Response.json(body, { status });
  },
});
log("listening", { port: server.port });

process.once("SIGTERM", () => {
  watch.close();
  pinning.close();
  void server.stop(true);
});
