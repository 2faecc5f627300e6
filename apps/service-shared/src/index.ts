export { type Answer, answererOf, type Health } from "./answer.ts";
export type { Answered, CallResult, Failed } from "./call.ts";
export { log } from "./log.ts";
export { type Settings, settingsIn } from "./settings.ts";
