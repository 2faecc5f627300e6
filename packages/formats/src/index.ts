export type {
  AndroidConfig,
  AndroidDomain,
  AndroidDomainConfig,
  AndroidPinSet,
} from "./models/android.ts";
export type { Connection, PathKey } from "./models/connection.ts";
export type { IosConfig, IosPinnedDomain } from "./models/ios.ts";
export type { Judgement, JudgementReason, Outcome } from "./models/judgement.ts";
export type { OkHttpConfig, OkHttpEntry } from "./models/okhttp.ts";
export {
  judge,
  type Platform,
  type PlatformConfig,
  PLATFORMS,
  requirementOf,
} from "./models/platform.ts";
export type { Feature, NotExpressed } from "./models/projection/not-expressed.ts";
export { project, type Projection } from "./models/projection/project.ts";
export {
  certificateId,
  decide,
  decidePath,
  type Demand,
  expired,
  type Expiry,
  mismatch,
  type Moment,
  type Pinned,
  type Requirement,
  type Settled,
} from "./models/requirement.ts";
export type { TrustKitAndroidConfig, TrustKitAndroidDomain } from "./models/trustkit-android.ts";
export type { TrustKitIosConfig, TrustKitIosDomain } from "./models/trustkit-ios.ts";
