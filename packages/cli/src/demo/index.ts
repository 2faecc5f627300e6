// What apps/demo builds on: the same story, with more runtimes. Not an API.
export { type NodeService, nodeRuntime } from "./node.ts";
export { LOOPBACK_NAMES, UNPINNED } from "./entry.ts";
export type { Environment, Gap, Launch, Runtime } from "./runtime.ts";
export { type Show, show } from "./show.ts";
export type { Stage } from "./stage.ts";
export * from "./story.ts";
