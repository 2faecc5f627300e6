import type { PinPosition } from "@tlspin/core";

import { CommandError } from "../command-error.ts";
import { conversation } from "../conversation.ts";
import { foundKeyLines } from "../found-key-lines.ts";
import type { FoundKey } from "../found-key.ts";
import { addressText } from "../host-address.ts";
import { paintError } from "../paint.ts";
import { wrapFor } from "../wrap.ts";
import type { SeenHost } from "./seen-host.ts";

/** A host, and which of its keys the policy is to name. */
export interface PinnedHost extends SeenHost {
  readonly at: PinPosition;
  readonly pinned: FoundKey;
}

/**
 * Chooses which key of each host is pinned: what the flag says, else what the reader says on a
 * terminal, else the server's own.
 *
 * @param interactive - Whether somebody is there to ask.
 * @throws {CommandError} The CA of a host is to be pinned and was not served, or the reader cancelled.
 */
export async function choosePinned(
  seen: readonly SeenHost[],
  { pin, interactive }: { readonly pin?: PinPosition; readonly interactive: boolean },
): Promise<readonly PinnedHost[]> {
  if (pin !== undefined) return seen.map((host) => pinnedAt(host, pin));
  if (!interactive || seen.some(({ ca }) => ca === undefined))
    return seen.map((host) => pinnedAt(host, "leaf"));
  const at = await ask(seen);
  return seen.map((host) => pinnedAt(host, at));
}

function pinnedAt(host: SeenHost, at: PinPosition): PinnedHost {
  const pinned = at === "leaf" ? host.leaf : host.ca;
  if (pinned !== undefined) return { ...host, at, pinned };
  throw new CommandError(`${addressText(host.address)} did not serve its issuing CA`, {
    exitCode: 1,
    code: "ca-not-served",
    hint: "have the server send its whole chain, or pin its own key: --pin leaf",
  });
}

async function ask(seen: readonly SeenHost[]): Promise<PinPosition> {
  process.stderr.write(`${wrapFor(process.stderr, proposals(seen).join("\n"))}\n`);
  const talk = conversation();
  try {
    const others = seen.length > 1 ? "CAs" : "CA";
    return (await talk.askYesNo(`Pin the ${others} instead?`)) ? "ca" : "leaf";
  } finally {
    talk.close();
  }
}

function proposals(seen: readonly SeenHost[]): readonly string[] {
  const look = { notation: "sha256", at: new Date() } as const;
  return [
    ...seen.flatMap(({ address, keys }) => [
      `${addressText(address)} serves:`,
      ...foundKeyLines(keys, look),
      "",
    ]),
    ...TRADE_OFFS.map(([name, text]) => `${paintError("bold", name)} ${text}`),
    "",
  ];
}

/** What speaks for each key. */
export const TRADE_OFFS: readonly (readonly [string, string])[] = [
  [
    "Server's own key:",
    "nobody else passes. It outlives its certificate if renewals reuse it or the backup's CSR.",
  ],
  [
    "CA's key:",
    "any key passes that this CA certifies for the host. Only for a CA of your own: public ones " +
      "change without telling you.",
  ],
];
