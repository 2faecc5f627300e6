import { existsSync } from "node:fs";

import {
  type Hostname,
  type Mode,
  parsePolicyText,
  type PinPosition,
  type SpkiPin,
} from "@tlspin/core";

import type { PinnedHost } from "./pinned-key.ts";

/** What the first policy says. */
export interface PolicyDraft {
  readonly hosts: readonly HostDraft[];
  /** Empty where the owner named none. */
  readonly ownedDomains: readonly Hostname[];
  readonly mode: Mode;
  readonly issued: Date;
}

/** What `init` found out about one host. */
export interface HostDraft {
  readonly host: Hostname;
  /** The pin of a key that the host serves now. */
  readonly pin: SpkiPin;
  /** Where that key stands. */
  readonly at: PinPosition;
  /** The pin of the server's key that is to follow. */
  readonly backupPin: SpkiPin | undefined;
}

/** Turns a host that was looked at into what the policy says of it. */
export function draftOf({ address, at, pinned }: PinnedHost, backupPin?: SpkiPin): HostDraft {
  return { host: address.host, pin: pinned.pin, at, backupPin };
}

/**
 * Writes the first policy, as the text of `pins.json`. It has passed the parser that apps use.
 *
 * @throws {PolicyError} The draft is not a valid policy.
 */
export function draftPolicy({ hosts, ownedDomains, mode, issued }: PolicyDraft): string {
  const policy = {
    $schema: schemaPath(),
    version: 1,
    revision: 1,
    issued: issued.toISOString().replace(/\.\d+Z$/, "Z"),
    ...(ownedDomains.length === 0 ? {} : { ownedDomains }),
    unlistedHosts: "unpinned",
    hosts: hosts.map(({ host, pin, at, backupPin }) => ({
      host,
      includeSubdomains: false,
      mode,
      pins: [at === "leaf" ? pin : { spki: pin, at }],
      backupPins: backupPin === undefined ? [] : [backupPin],
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
