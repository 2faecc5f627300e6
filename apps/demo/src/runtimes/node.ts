import { nodeRuntime, type Runtime } from "tlspin/demo";

import { serviceMain } from "./service-main.ts";

/** The service on this Node.js. */
export const NODE: Runtime = nodeRuntime({
  program: "apps/service-node",
  clients: ["fetch", "axios", "ws"],
  path: serviceMain("service-node"),
});
