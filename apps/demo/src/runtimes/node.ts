import { nodeRuntime, type Runtime } from "tlspin/demo";

import { SERVICE_CLIENTS, serviceMain } from "./service-main.ts";

/** This Node.js, and the service on it. */
export const NODE: Runtime = nodeRuntime({
  program: "apps/service-node",
  clients: SERVICE_CLIENTS,
  path: serviceMain("service-node"),
});
