import { Redis } from "ioredis";
import { Kafka, logLevel } from "kafkajs";
import { connect } from "mqtt";

import { AEDES, FAKE_KAFKA, FAKE_REDIS } from "./backends.ts";
import type { Library } from "./library.ts";

/** Libraries without the line that stops them: they dial a server that was refused again and again. */
export const RESTLESS: readonly Pick<Library, "name" | "open" | "options" | "backend">[] = [
  {
    name: "ioredis",
    backend: FAKE_REDIS,
    options: { door: "hook-only", error: "told", patience: 2000 },
    open: ({ pinning, host, port }) => {
      const redis = new Redis({ host, port, tls: pinning.tlsOptions(host), lazyConnect: true });
      redis.on("error", () => undefined);
      return () => redis.ping();
    },
  },
  {
    name: "mqtt",
    backend: AEDES,
    options: { door: "hook-only", error: "told" },
    open:
      ({ pinning, host, port }) =>
      () =>
        new Promise((resolve, reject) => {
          const client = connect(`mqtts://${host}:${port}`, pinning.tlsOptions(host));
          client.once("connect", () => resolve(client.end())).on("error", reject);
        }),
  },
  {
    name: "kafkajs",
    backend: FAKE_KAFKA,
    options: { door: "hook-only", error: "told", patience: 3000 },
    open: ({ pinning, host, port }) => {
      const brokers = [`${host}:${port}`];
      const ssl = pinning.tlsOptions(host);
      const kafka = new Kafka({ brokers, ssl, logLevel: logLevel.NOTHING });
      return async () => {
        const admin = kafka.admin();
        await admin.connect();
        await admin.disconnect();
      };
    },
  },
];
