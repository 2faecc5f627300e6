import { type Launch, LOOPBACK_NAMES, type Runtime, UNPINNED } from "tlspin/demo";

import { throughProxy } from "./proxy.ts";
import { SERVICE_CLIENTS, serviceMain } from "./service-main.ts";

/** A Deno, and the service on it. */
export function denoRuntime(version: string, path: string): Runtime {
  return {
    name: `Deno ${version}`,
    program: "apps/service-deno",
    clients: SERVICE_CLIENTS,
    service: launchOf(path, serviceMain("service-deno")),
    unpinned: {
      "plain fetch": throughProxy(launchOf(path, UNPINNED["plain fetch"])),
      "naive check": launchOf(path, UNPINNED["naive check"]),
    },
  };
}

function launchOf(command: string, program: string): Launch {
  return {
    command,
    args: ["run", ...PERMISSIONS, "--no-prompt", "--preload", LOOPBACK_NAMES, program],
    environment: () => ({ DENO_NO_UPDATE_CHECK: "1" }),
  };
}

// What the service's README says, and what CA pins need: the roots of Deno's store.
const PERMISSIONS = [
  "--allow-net",
  "--allow-read",
  "--allow-env=API_URL,API_TOKEN,API_CA,PIN,PINS,PORT,NODE_EXTRA_CA_CERTS,NODE_USE_SYSTEM_CA",
  "--allow-sys",
  "--ignore-env",
];
