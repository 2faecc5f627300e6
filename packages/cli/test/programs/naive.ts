import { Agent, get } from "node:https";

import { naiveCheck } from "./naive-pin.ts";

// Pins in checkServerIdentity, which is not asked where a session is resumed. The agent keeps sessions.
const agent = new Agent({ checkServerIdentity: naiveCheck });
for (let times = 0; times < 2; times++) {
  await new Promise((resolve, reject) => {
    const outgoing = get("https://api.example.com/v1/me", { agent }, (incoming) => {
      incoming.resume().on("close", resolve);
    });
    outgoing.on("error", reject);
  });
}
