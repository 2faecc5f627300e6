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
export { loadPolicy, loadPolicySync } from "./load-policy.ts";
export {
  CertificateError,
  describeVerdict,
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
