export type { UpdateRecord } from "./announce.ts";
export { createTlsPinning, type RuntimeParts } from "./create-tls-pinning.ts";
export type { DialOptions } from "./dial.ts";
export type { Dialler } from "./dialler.ts";
export { STRONG_CIPHERS } from "./guard.ts";
export { hostOf } from "./host.ts";
export type {
  ConnectOptions,
  HookOptions,
  Http2ConnectOptions,
  PemOrDer,
  PinnedAgentOptions,
  Pinning,
  PinningOptions,
  TlsDefaults,
  VerdictRecord,
} from "./pinning.ts";
export { readPinningOptions } from "./pinning-options.ts";
export type { Ports } from "./ports.ts";
export { readOptions } from "./read-options.ts";
export { asksForCas, defaultRoots, rootsFor } from "./roots.ts";
export {
  isFrom,
  type MeasuredRuntime,
  requireKind,
  requireRuntime,
  type Versions,
} from "./runtime-gate.ts";
export type { DoorProbe } from "./self-test.ts";
export { tlsOptionsOf } from "./tls-options.ts";
export { type Proxy, proxyOf } from "./tunnel.ts";
export { verdictMetrics, type VerdictMetrics } from "./verdict-metrics.ts";
export { verifySignature } from "./verify-signature.ts";
export {
  loadPolicy,
  type PolicyWatch,
  type Updatable,
  watchPolicy,
  type WatchPolicyOptions,
} from "@tlspin/policy-file";
