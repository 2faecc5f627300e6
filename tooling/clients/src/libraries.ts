import { open as axios } from "../clients/axios.ts";
import { open as builtInFetch } from "../clients/built-in-fetch.ts";
import { open as got } from "../clients/got.ts";
import { open as grpc } from "../clients/grpc.ts";
import { open as httpsProxyAgent } from "../clients/https-proxy-agent.ts";
import { open as ioredis } from "../clients/ioredis.ts";
import { open as kafkajs } from "../clients/kafkajs.ts";
import { open as mqtt } from "../clients/mqtt.ts";
import { open as nodeFetch } from "../clients/node-fetch.ts";
import { open as nodemailer } from "../clients/nodemailer.ts";
import { open as pg } from "../clients/pg.ts";
import { open as undici } from "../clients/undici.ts";
import { open as webSocket } from "../clients/websocket.ts";
import { open as ws } from "../clients/ws.ts";
import {
  AEDES,
  FAKE_KAFKA,
  FAKE_POSTGRES,
  FAKE_REDIS,
  GRPC_SERVER,
  SMTP_SERVER,
} from "./backends.ts";
import { IGNORED_BY } from "./ignored.ts";
import type { Library } from "./library.ts";

/** The libraries of the page, each with what the test runs. */
export const LIBRARIES: readonly Library[] = [
  { ...http("axios", axios, "agent()"), ignored: IGNORED_BY.axios },
  http("got", got, "agent()"),
  { ...http("node-fetch", nodeFetch, "agent()"), ignored: IGNORED_BY.nodeFetch },
  http("ws", ws, "agent()"),
  {
    ...http("https-proxy-agent", httpsProxyAgent, "wrapAgent()"),
    note: "`new HttpsProxyAgent(proxy, pinning.tlsOptions())` would pin the proxy, if anything, and not the origin.",
  },
  http("undici", undici, "dispatcher()"),
  {
    ...http("built-in fetch", builtInFetch, "dispatcher()"),
    file: "built-in-fetch",
    ignored: IGNORED_BY.builtInFetch,
  },
  {
    ...http("built-in WebSocket", webSocket, "dispatcher()"),
    file: "websocket",
    options: { error: "told" },
    note: "Its event holds no error, and neither does that of `EventSource`: listen to `onVerdict`.",
  },
  {
    ...hooked("pg", pg),
    backend: FAKE_POSTGRES,
    options: { door: "hook-only", starttls: { as: "postgres" } },
    note: "It asks for TLS in clear first. A request of a pool is not tried again.",
    ignored: IGNORED_BY.pg,
  },
  {
    ...hooked("ioredis", ioredis),
    backend: FAKE_REDIS,
    note: "It reconnects for ever, and a command waits as long. `retryStrategy` stops it once the event told of a refusal.",
  },
  {
    ...http("nodemailer", nodemailer, "connect()"),
    backend: SMTP_SERVER,
    note: "It takes a socket that speaks TLS already, so it gets a guarded one. With `tls: pinning.tlsOptions(host)` it is hook-only, and writes `ESOCKET` over the code of the error.",
  },
  {
    ...hooked("mqtt", mqtt),
    backend: AEDES,
    note: "By `connect` it reconnects every second; `reconnectPeriod: 0` stops it.",
    ignored: IGNORED_BY.mqtt,
  },
  {
    ...hooked("@grpc/grpc-js", grpc),
    file: "grpc",
    backend: GRPC_SERVER,
    note: "A call fails with code 14 and the text of the refusal. The channel goes on trying until it is closed; `waitForReady` loses the error.",
  },
  {
    ...hooked("kafkajs", kafkajs),
    backend: FAKE_KAFKA,
    note: "It tries six times. `retries: 0` stops it.",
  },
];

function http(name: string, open: Library["open"], shape: Library["shape"]): Library {
  return { name, file: name, shape, open, options: {}, ignored: [] };
}

function hooked(name: string, open: Library["open"]): Library {
  return { ...http(name, open, "tlsOptions()"), options: { door: "hook-only" } };
}
