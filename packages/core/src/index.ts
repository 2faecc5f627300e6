export { type Acceptance, readFlag, readMinRevision } from "./acceptance.ts";
export {
  type BasicConstraints,
  type Certificate,
  type CertificateDetails,
  type CertificateRequest,
  type Curve,
  detailsOf,
  type DistinguishedName,
  type GeneralNames,
  type IpName,
  type KeyAlgorithm,
  type KeyUsage,
  type NameConstraints,
  parseCertificate,
  parseCertificateRequest,
  parseSpki,
  type PublicKey,
} from "./certificate.ts";
export { describeVerdict } from "./describe-verdict.ts";
export {
  CertificateError,
  HostnameError,
  isPinError,
  OptionError,
  PeerRejectedError,
  PinError,
  PinningError,
  type PinningErrorCode,
  PolicyError,
  type PolicyProblem,
  type PolicyProblemCode,
  UnsupportedRuntimeError,
} from "./errors.ts";
export { evaluate, type Peer } from "./evaluate.ts";
export { evaluateReach } from "./evaluate-reach.ts";
export { findPinError, type FoundPinError } from "./find-pin-error.ts";
export { canonicalHostname, type Hostname, isIpAddress } from "./hostname.ts";
export { keyAlgorithmOf } from "./key-algorithm.ts";
export { parsePolicy, parsePolicyText } from "./parse-policy.ts";
export type { SignatureAnswer, SignatureCheck, VerifySignature } from "./path-search.ts";
export { parsePem, type PemBlock } from "./pem.ts";
export {
  type CertificatePin,
  certificatePinOf,
  formatPin,
  isCertificatePin,
  isSpkiPin,
  parsePin,
  type PinKind,
  type PinNotation,
  pinOf,
  type SpkiPin,
} from "./pin.ts";
export { checkAccepted, checkSuccessor } from "./policy-checks.ts";
export {
  type DistrustedKey,
  type ExcludedHostRule,
  expiryOf,
  findRule,
  type HostRule,
  type MinTls,
  type Mode,
  type OnExpiry,
  type Pin,
  type PinnedHostRule,
  type PinPosition,
  type Policy,
  rulesInReach,
  type UnlistedHosts,
} from "./policy.ts";
export type { Chain, ServedChain, VerifiedChain } from "./presented.ts";
export { type JsonReading, readJson } from "./read-json.ts";
export { type PinReport, toReport } from "./report.ts";
export type { Decision, MatchedPin, Reason, Verdict } from "./verdict.ts";
export type { SignatureAlgorithm } from "./signature-algorithm.ts";
export {
  readListener,
  recordOf,
  type VerdictListener,
  type VerdictRecord,
} from "./verdict-record.ts";
