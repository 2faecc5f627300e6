export type * from "./pinning.ts";
