import { pathToFileURL } from "node:url";

import { entryPath, LOOPBACK_NAMES, UNPINNED } from "./entry.ts";
import type { Launch, Runtime } from "./runtime.ts";

/** A pinned service that runs in Node.js. */
export interface NodeService extends Pick<Runtime, "program" | "clients"> {
  readonly path: string;
}

/** This Node.js, and what it runs: the service of the repository, or the command's own. */
export function nodeRuntime(service: NodeService): Runtime {
  return {
    name: `Node.js ${process.versions.node}`,
    program: service.program,
    clients: service.clients,
    service: launchOf(service.path),
    unpinned: {
      "plain fetch": launchOf(UNPINNED["plain fetch"]),
      "naive check": launchOf(UNPINNED["naive check"]),
    },
  };
}

/** The service that the command brings along, so that it needs no clone. */
export const OWN_SERVICE: NodeService = {
  program: "a small service on @tlspin/node",
  clients: ["fetch", "https"],
  path: entryPath("programs/pinned-service"),
};

function launchOf(program: string): Launch {
  return {
    command: process.execPath,
    args: [...CONDITIONS, "--import", pathToFileURL(LOOPBACK_NAMES).href, program],
  };
}

// Run from its source, the command has its programs find the source of its packages too.
const CONDITIONS = process.execArgv.filter((argument) => argument.startsWith("--conditions="));
