import { get } from "node:https";

import { createPinning, loadPolicy, type NodePinning } from "@tlspin/node";

// Sends two requests through a door of tlspin.
const URL = "https://api.example.com/v1/me";

const DOORS: Readonly<Record<string, (pinning: NodePinning) => Promise<unknown>>> = {
  fetch: async (pinning) => (await pinning.fetch(URL)).text(),
  dispatcher: async (pinning) => {
    const init: object = { dispatcher: pinning.dispatcher() };
    return (await fetch(URL, init)).text();
  },
  agent: (pinning) =>
    new Promise((resolve, reject) => {
      const outgoing = get(URL, { agent: pinning.agent() }, (incoming) => {
        incoming.resume().on("end", resolve);
      });
      outgoing.on("error", reject);
    }),
  http2: async (pinning) => {
    const session = await pinning.http2Connect("https://api.example.com");
    const stream = session.request({ ":path": "/v1/me" });
    await new Promise((resolve, reject) => stream.on("error", reject).on("end", resolve).resume());
    session.close();
  },
};

const pinning = createPinning(await loadPolicy("pins.json"));
const knock = DOORS[process.argv[2] ?? "fetch"];
for (let times = 0; times < 2; times++) await knock?.(pinning);
pinning.close();
