import type { MeasuredRuntime } from "@tlspin/tls";

/** Bun, from the release on whose `ws` asks our agent for its connection. */
export const BUN: MeasuredRuntime = {
  name: "Bun",
  key: "bun",
  adapter: "@tlspin/bun",
  floor: [1, 4, 4],
  failsOpenBelow: [1, 4, 4],
};
