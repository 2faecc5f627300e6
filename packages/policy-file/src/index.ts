export { loadPolicy, loadPolicySync } from "./load-policy.ts";
export {
  type PolicyWatch,
  type Updatable,
  watchPolicy,
  type WatchPolicyOptions,
} from "./watch-policy.ts";
