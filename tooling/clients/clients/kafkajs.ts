import type { NodePinning } from "@tlspin/node";
import type { OpenClient } from "@tlspin/testing";
import { Kafka, logLevel } from "kafkajs";

export const open: OpenClient<NodePinning> = ({ pinning, host, port }) => {
  const kafka = new Kafka({
    brokers: [`${host}:${port}`],
    ssl: pinning.tlsOptions(host),
    retry: { retries: 0 },
    logLevel: logLevel.NOTHING,
  });
  return async () => {
    const admin = kafka.admin();
    await admin.connect();
    await admin.disconnect();
  };
};
