import { get as getInClear } from "node:http";
import { Agent, get } from "node:https";

import { createPinning, loadPolicy } from "@tlspin/node";

// Is refused, says so, and tries another way.
const pinning = createPinning(await loadPolicy("pins.json"));
const headers = { authorization: "Bearer secret" };

const WAYS: Readonly<Record<string, () => unknown>> = {
  insecure: () => {
    const agent = new Agent({ rejectUnauthorized: false });
    return get("https://api.example.com/v1/me", { headers, agent });
  },
  port: () => get("https://api.example.com:8443/v1/me", { headers }),
  http: () => getInClear("http://api.example.com/v1/me", { headers }),
  host: () => get("https://mirror.example.org/v1/me", { headers }),
  telemetry: () => get("https://telemetry.example.org/").on("error", () => {}),
};

try {
  await pinning.fetch("https://api.example.com/v1/me", { headers });
} catch (error) {
  console.error(error);
  WAYS[process.argv[2] ?? ""]?.();
}
setTimeout(() => process.exit(0), 300);
