export { loadPolicy, loadPolicySync, policyInBytes } from "./load-policy.ts";
export {
  type PolicyWatch,
  type Updatable,
  watchPolicy,
  type WatchPolicyOptions,
} from "./watch-policy.ts";
