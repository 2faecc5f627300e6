import { requireKind } from "@tlspin/tls";

import { DENO } from "./version-gate.ts";

// Other runtimes load this package too. Its doors were not measured there.
requireKind(process.versions, DENO);

export { createPinning } from "./create-pinning.ts";
export type { DenoPinning, DenoPinningOptions } from "./deno-pinning.ts";
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
export type { Fetch } from "@tlspin/undici";
