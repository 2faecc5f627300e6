import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import { get } from "node:https";
import { text } from "node:stream/consumers";

import { createPinning, isPinError, loadPolicy, type VerdictRecord } from "@tlspin/node";

// What the demo protects: a service that calls one API with a secret token, in two ways. Each of
// them goes through a guarded door of the one `pinning`.
const { API_URL: url = "", API_TOKEN: token = "", PINS: pins = "" } = process.env;
const headers = { authorization: `Bearer ${token}` };
let verdict: VerdictRecord | undefined;

const pinning = createPinning(await loadPolicy(pins), {
  onVerdict: (latest) => (verdict = latest),
});
await pinning.selfTest();
const agent = pinning.agent();

const CLIENTS = new Map<string, () => Promise<string>>([
  ["fetch", async () => (await pinning.fetch(url, { headers })).text()],
  ["https", callThroughHttps],
]);

const service = createServer((incoming, outgoing) => {
  const { searchParams } = new URL(incoming.url ?? "/", "http://localhost");
  void answer(outgoing, searchParams.get("client") ?? "");
});
service.listen(0, "127.0.0.1", () => {
  const address = service.address();
  if (typeof address !== "object" || address === null) throw new Error("not a TCP port");
  process.stdout.write(`${JSON.stringify({ event: "listening", port: address.port })}\n`);
});

async function callThroughHttps(): Promise<string> {
  const request = get(url, { headers, agent });
  const [response] = await once(request, "response");
  return text(response);
}

async function answer(outgoing: ServerResponse, client: string): Promise<void> {
  outgoing.end(JSON.stringify(await resultOf(client)));
}

async function resultOf(client: string): Promise<object> {
  try {
    const call = CLIENTS.get(client);
    if (call === undefined) throw new Error(`no client is called ${client}`);
    return { ok: true, answer: await call(), verdict };
  } catch (error) {
    const causes = [error, error instanceof Error ? error.cause : undefined];
    const refusal = causes.find(isPinError);
    if (refusal === undefined) return { ok: false, message: String(error) };
    return { ok: false, code: refusal.code, message: refusal.message, verdict };
  }
}
