import axios from "axios";
import { connectAsync } from "mqtt";
import { createConnection } from "mysql2/promise";
import nodeFetch from "node-fetch";
import { Client } from "pg";

import type { Ignored } from "./library.ts";

/** What looks right in each library, and pins nothing. */
export const IGNORED_BY = {
  axios: [
    {
      code: "axios.get(url, pinning.tlsOptions())",
      open:
        ({ pinning, url }) =>
        () =>
          axios.get(url, asWritten(pinning.tlsOptions())),
    },
    {
      code: 'axios.get(url, { adapter: "fetch", httpsAgent: pinning.agent() })',
      open:
        ({ pinning, url }) =>
        () =>
          axios.get(url, { adapter: "fetch", httpsAgent: pinning.agent() }),
    },
    {
      code: "axios.get(url, { httpVersion: 2, httpsAgent: pinning.agent() })",
      open:
        ({ pinning, url }) =>
        () =>
          axios.get(url, { httpVersion: 2, httpsAgent: pinning.agent() }),
    },
  ],
  nodeFetch: [
    {
      code: "fetch(url, { dispatcher: pinning.dispatcher() })",
      open:
        ({ pinning, url }) =>
        () =>
          nodeFetch(url, asWritten({ dispatcher: pinning.dispatcher() })),
    },
  ],
  builtInFetch: [
    {
      code: "fetch(url, { agent: pinning.agent() })",
      open:
        ({ pinning, url }) =>
        () =>
          fetch(url, asWritten({ agent: pinning.agent() })),
    },
  ],
  pg: [
    {
      code: 'new pg.Client({ connectionString: "postgres://…?sslmode=require", ssl: pinning.tlsOptions() })',
      options: { starttls: { as: "postgres" }, patience: 1000 },
      open:
        ({ pinning, host, port }) =>
        () => {
          const connectionString = `postgres://app@${host}:${port}/app?sslmode=no-verify`;
          return new Client({ connectionString, ssl: pinning.tlsOptions(host) }).connect();
        },
    },
  ],
  mqtt: [
    {
      code: 'connectAsync("wss://…", pinning.tlsOptions())',
      open:
        ({ pinning, host, port }) =>
        () =>
          connectAsync(`wss://${host}:${port}`, {
            ...pinning.tlsOptions(host),
            reconnectPeriod: 0,
          }),
    },
  ],
  mysql2: [
    {
      code: "createConnection({ host, ssl: pinning.tlsOptions() })",
      options: { starttls: { as: "mysql" }, patience: 1000 },
      open:
        ({ pinning, host, port }) =>
        () =>
          createConnection({ host, port, user: "app", ssl: asWritten(pinning.tlsOptions()) }),
    },
  ],
} satisfies Readonly<Record<string, readonly Ignored[]>>;

/** Options that a library's types would not take, as they come from JavaScript. */
function asWritten(options: object): Readonly<Record<string, never>> {
  return Object.assign(JSON.parse("{}"), options);
}
