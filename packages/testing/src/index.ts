export * from "./der-writer.ts";
export * from "./forge.ts";
export type { HostConstraints, KeyUsage, Purpose, RawExtension } from "./forge-extensions.ts";
export * from "./forge-key.ts";
export * from "./pem.ts";
export type { SignatureName } from "./signature-name.ts";
export * from "./servers.ts";
export type * from "./server-spec.ts";
