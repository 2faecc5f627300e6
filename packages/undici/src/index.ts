export { pinnedDispatcher } from "./dispatcher-door.ts";
export type { DispatcherOptions } from "./dispatcher-options.ts";
export { FETCH_PROBE } from "./fetch-probe.ts";
export { type Fetch, pinnedFetch } from "./pinned-fetch.ts";
export { refuseShim } from "./refuse-shim.ts";
