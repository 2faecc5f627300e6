import { existsSync } from "node:fs";

import { type Hostname, type Mode, parsePolicyText, type SpkiPin } from "@tlspin/core";

/** What `init` found out about one host. */
export interface HostDraft {
  readonly host: Hostname;
  /** The pin of the key that the host serves now. */
  readonly pin: SpkiPin;
  /** The pin of the key that was made to follow it. */
  readonly backupPin: SpkiPin;
}

/**
 * Writes the first policy, as the text of `pins.json`. It has passed the parser that apps use.
 *
 * @throws {PolicyError} The draft is not a valid policy.
 */
export function draftPolicy(hosts: readonly HostDraft[], mode: Mode, issued: Date): string {
  const policy = {
    $schema: schemaPath(),
    version: 1,
    revision: 1,
    issued: issued.toISOString().replace(/\.\d+Z$/, "Z"),
    unlistedHosts: "unpinned",
    hosts: hosts.map(({ host, pin, backupPin }) => ({
      host,
      includeSubdomains: false,
      mode,
      pins: [pin],
      backupPins: [backupPin],
    })),
  };
  const text = `${JSON.stringify(policy, undefined, 2)}\n`;
  parsePolicyText(text);
  return text;
}

/** Editors complete the file from the schema of the adapter that is installed. */
function schemaPath(): string {
  const installed = ["node", "deno", "bun", "electron"].find((name) => existsSync(schemaOf(name)));
  return schemaOf(installed ?? "node");
}

function schemaOf(adapter: string): string {
  return `./node_modules/@tlspin/${adapter}/policy.schema.json`;
}
