import { get } from "node:http";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";

import { type Child, PATIENCE, start, stop } from "./child.ts";
import { type CallResult, callResultIn } from "./observation.ts";
import type { Runtime } from "./runtime.ts";
import type { Stage } from "./stage.ts";
import type { PolicyName } from "./story.ts";

/** The pinned services: one for each runtime and policy. */
export interface Services {
  /** Gives a service, which starts when it is first asked for. */
  of(runtime: Runtime, policy: PolicyName): Promise<Service>;
  close(): Promise<void>;
}

export interface Service {
  /** Has the service call the API. */
  call(client: string): Promise<CallResult>;
  stop(): Promise<void>;
}

/** Makes the services. None is started yet. */
export function servicesOn(stage: Stage): Services {
  const services = new Map<string, Promise<Service>>();
  return {
    of: ({ name, service: launch }, policy) => {
      const key = `${name} ${policy}`;
      const service =
        services.get(key) ??
        start(launch, stage, { PINS: stage.policies[policy] }).then((child) => serviceOf(child));
      services.set(key, service);
      return service;
    },
    close: async () => {
      for (const started of await Promise.allSettled(services.values())) {
        if (started.status === "fulfilled") await started.value.stop();
      }
    },
  };
}

async function serviceOf(child: Child): Promise<Service> {
  const port = await portOf(child);
  return {
    call: async (client) => {
      const path = `/call?client=${encodeURIComponent(client)}`;
      return callResultIn(await fetchText(port, path));
    },
    stop: () => stop(child),
  };
}

/** The service logs lines of JSON, and where it listens in one of them. */
function portOf(child: Child): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once("exit", (code) => reject(new Error(`the service ended with exit code ${code}`)));
    setTimeout(() => reject(new Error("the service does not listen")), PATIENCE).unref();
    createInterface({ input: child.stdout }).on("line", (line) => {
      const port = /^\{"event":"listening","port":(\d+)\}$/.exec(line)?.[1];
      if (port !== undefined) resolve(Number(port));
    });
  });
}

// Not fetch: whoever runs the demo may have a proxy set.
function fetchText(port: number, path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = get({ host: "127.0.0.1", port, path, agent: false }, (response) =>
      resolve(text(response)),
    );
    request.on("error", reject);
  });
}
