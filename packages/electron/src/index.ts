export { createPinning } from "./create-pinning.ts";
export type {
  ElectronPinning,
  ElectronPinningOptions,
  PinnedForkOptions,
  StaleVerdict,
} from "./electron-pinning.ts";
export type {
  ChildProcessGone,
  PinnableApp,
  PinnableSession,
  PresentedCertificate,
  SslConfig,
  UtilityProcessModule,
  VerifyProc,
  VerifyRequest,
} from "./electron-types.ts";
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
  PinningError,
  type Policy,
  PolicyError,
  type PolicyProblem,
  type Reason,
  UnsupportedRuntimeError,
  type Verdict,
  type VerdictRecord,
} from "@tlspin/core";
export {
  loadPolicy,
  loadPolicySync,
  type PolicyWatch,
  watchPolicy,
  type WatchPolicyOptions,
} from "@tlspin/policy-file";
