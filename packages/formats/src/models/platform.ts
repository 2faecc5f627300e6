import type { Policy } from "@tlspin/core";

import { type AndroidConfig, androidRequirement } from "./android.ts";
import type { Connection } from "./connection.ts";
import { type IosConfig, iosRequirement } from "./ios.ts";
import type { Judgement } from "./judgement.ts";
import { type OkHttpConfig, okHttpRequirement } from "./okhttp.ts";
import { decide, type Requirement } from "./requirement.ts";
import { tlspinRequirement } from "./tlspin.ts";
import { type TrustKitAndroidConfig, trustKitAndroidRequirement } from "./trustkit-android.ts";
import { type TrustKitIosConfig, trustKitIosRequirement } from "./trustkit-ios.ts";

/** A system that matches pins, by name. */
export type Platform = PlatformConfig["platform"];

/** The configuration of one system, as that system itself has it. */
export type PlatformConfig =
  | { readonly platform: "tlspin"; readonly config: Policy }
  | { readonly platform: "android"; readonly config: AndroidConfig }
  | { readonly platform: "ios"; readonly config: IosConfig }
  | { readonly platform: "trustkit-ios"; readonly config: TrustKitIosConfig }
  | { readonly platform: "trustkit-android"; readonly config: TrustKitAndroidConfig }
  | { readonly platform: "okhttp"; readonly config: OkHttpConfig };

/** The systems that have a model. */
export const PLATFORMS: readonly Platform[] = [
  "tlspin",
  "android",
  "ios",
  "trustkit-ios",
  "trustkit-android",
  "okhttp",
];

/** Says what becomes of a connection on a system with this configuration, and why. */
export function judge(of: PlatformConfig, connection: Connection): Judgement {
  return decide(requirementOf(of, connection.host, connection.zoneOffset), connection);
}

/**
 * What a configuration requires of every connection to a host.
 *
 * @param zoneOffset - Minutes that the device's local time is ahead of UTC. Left out, an expiry at
 *   local midnight spans all zones.
 */
export function requirementOf(of: PlatformConfig, host: string, zoneOffset?: number): Requirement {
  switch (of.platform) {
    case "tlspin":
      return tlspinRequirement(of.config, host);
    case "android":
      return androidRequirement(of.config, host, zoneOffset);
    case "ios":
      return iosRequirement(of.config, host);
    case "trustkit-ios":
      return trustKitIosRequirement(of.config, host);
    case "trustkit-android":
      return trustKitAndroidRequirement(of.config, host, zoneOffset);
    case "okhttp":
      return okHttpRequirement(of.config, host);
  }
}
