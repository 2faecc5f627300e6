export { describeCoverage } from "./describe-coverage.ts";
export { asking, type NativeCheck, watchNativeWeb } from "./native-web.ts";
export { type Environment, type Orders, POLICY, POLICY_SHA256, readOrders } from "./orders.ts";
export { pinProcess, type ProcessPins } from "./pin-process.ts";
export { stop } from "./stop.ts";
export { tellRefusals } from "./tell-refusals.ts";
