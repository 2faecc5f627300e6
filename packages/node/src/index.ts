import { refuseOtherRuntimes } from "./version-gate.ts";

// Deno and Bun load this package too. Its doors were not measured there.
refuseOtherRuntimes(process.versions);

export { createPinning } from "./create-pinning.ts";
export type { BuiltInDispatcher, NodePinning, NodePinningOptions } from "./node-pinning.ts";
export {
  CertificateError,
  describeVerdict,
  findPinError,
  type FoundPinError,
  HostnameError,
  isPinError,
  type MatchedPin,
  OptionError,
  parsePolicy,
  PeerRejectedError,
  PinningError,
  type Policy,
  PolicyError,
  type PolicyProblem,
  type Reason,
  UnsupportedRuntimeError,
  type Verdict,
} from "@tlspin/core";
export {
  type ConnectOptions,
  type HookOptions,
  type Http2ConnectOptions,
  loadPolicy,
  type PinnedAgentOptions,
  type Pinning,
  type PinningOptions,
  type PolicyWatch,
  type TlsDefaults,
  type UpdateRecord,
  verdictMetrics,
  type VerdictMetrics,
  type VerdictRecord,
  watchPolicy,
  type WatchPolicyOptions,
} from "@tlspin/tls";
export type { DispatcherOptions } from "@tlspin/undici";
