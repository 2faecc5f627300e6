import { get } from "node:https";

import { createPinning, loadPolicy } from "@tlspin/node";

// Dials a host of the policy that is an address.
const URL = "https://192.0.2.7/v1/me";
const pinning = createPinning(await loadPolicy("pins.json"));
get(URL, process.argv[2] === "pinned" ? { agent: pinning.agent() } : {}, (incoming) => {
  incoming.resume();
});
