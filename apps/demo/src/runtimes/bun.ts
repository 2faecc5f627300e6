import { type Launch, LOOPBACK_NAMES, type Runtime, UNPINNED } from "tlspin/demo";

import { throughProxy } from "./proxy.ts";
import { SERVICE_CLIENTS, serviceMain } from "./service-main.ts";

/** A Bun, and the service on it. */
export function bunRuntime(version: string, path: string): Runtime {
  return {
    name: `Bun ${version}`,
    program: "apps/service-bun",
    clients: SERVICE_CLIENTS,
    service: launchOf(path, serviceMain("service-bun")),
    unpinned: {
      "plain fetch": throughProxy(launchOf(path, UNPINNED["plain fetch"])),
      "naive check": launchOf(path, UNPINNED["naive check"]),
    },
  };
}

function launchOf(command: string, program: string): Launch {
  return { command, args: ["--preload", LOOPBACK_NAMES, program] };
}
