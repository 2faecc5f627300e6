import type { Pin, PinnedHostRule, PinPosition } from "@tlspin/core";

/** The digests (base64) of a rule's key pins, backups included. */
export function digestsOf(rule: PinnedHostRule, at?: PinPosition): readonly string[] {
  return [...rule.pins, ...rule.backupPins]
    .filter((pin) => at === undefined || pin.at === at)
    .flatMap(digestOf);
}

function digestOf(pin: Pin): readonly string[] {
  return "spki" in pin ? [pin.spki.slice("sha256/".length)] : [];
}

/**
 * The day on which pins stop that are to open after theirs. Ours is the last day, inclusive; other
 * systems name the day that begins without pins.
 */
export function openingDayOf({ expires, onExpiry }: PinnedHostRule): string | undefined {
  if (expires === undefined || onExpiry !== "unpin") return undefined;
  return new Date(Date.parse(`${expires}T00:00:00Z`) + DAY).toISOString().slice(0, 10);
}

const DAY = 24 * 60 * 60 * 1000;
