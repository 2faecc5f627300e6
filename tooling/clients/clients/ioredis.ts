import { findPinError, type NodePinning } from "@tlspin/node";
import type { OpenClient } from "@tlspin/testing";
import { Redis } from "ioredis";

export const open: OpenClient<NodePinning> = ({ pinning, host, port }) => {
  let refusal: unknown; // the promise of a command loses the error: the event has it
  const redis = new Redis({
    host,
    port,
    tls: pinning.tlsOptions(host),
    lazyConnect: true,
    retryStrategy: (times) => (refusal === undefined ? Math.min(times * 50, 2000) : null),
  });
  redis.on("error", (error) => {
    if (findPinError(error) !== undefined) refusal = error;
  });
  return () =>
    redis.ping().catch((error: unknown) => {
      throw refusal ?? error;
    });
};
