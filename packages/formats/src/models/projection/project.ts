import type { Policy } from "@tlspin/core";

import type { Platform, PlatformConfig } from "../platform.ts";
import { projectToAndroid } from "./android.ts";
import { projectToIos } from "./ios.ts";
import type { NotExpressed } from "./not-expressed.ts";
import { projectToOkHttp } from "./okhttp.ts";
import { projectToTrustKitAndroid } from "./trustkit-android.ts";
import { projectToTrustKitIos } from "./trustkit-ios.ts";

/** A policy as a system can hold it, and what got lost on the way. */
export interface Projection {
  readonly of: PlatformConfig;
  readonly notExpressed: readonly NotExpressed[];
}

/** Puts a policy into the terms of a system, rule by rule, and lists what those cannot say. */
export function project(policy: Policy, platform: Platform): Projection {
  switch (platform) {
    case "tlspin":
      return { of: { platform, config: policy }, notExpressed: [] };
    case "android":
      return projectToAndroid(policy);
    case "ios":
      return projectToIos(policy);
    case "trustkit-ios":
      return projectToTrustKitIos(policy);
    case "trustkit-android":
      return projectToTrustKitAndroid(policy);
    case "okhttp":
      return projectToOkHttp(policy);
  }
}
