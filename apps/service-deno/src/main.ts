import { answererOf, log, settingsIn } from "@tlspin-apps/service-shared";
import { createPinning, loadPolicy, type VerdictRecord, watchPolicy } from "@tlspin/deno";

const settings = settingsIn((name) => Deno.env.get(name));
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
const server = Deno.serve(
  {
    hostname: "127.0.0.1",
    port: settings.port,
    onListen: ({ port }) => log("listening", { port }),
  },
  async (request) => {
    const { status, body } = await answer(request);
    return Response.json(body, { status });
  },
);

Deno.addSignalListener("SIGTERM", () => {
  watch.close();
  pinning.close();
  // The timeouts of calls that are over would keep Deno alive until they pass.
  void server.shutdown().then(() => Deno.exit());
});
