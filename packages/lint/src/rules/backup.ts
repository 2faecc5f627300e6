import { admitted, namesOf, nameOf } from "../known-keys.ts";
import type { Found, Remark, Rule } from "../rule.ts";
import type { PinnedRule, PlacedPin, Subject } from "../subject.ts";

/** What a backup pin should not be (RFC 7469 §4.3). */
export const BACKUP_RULES: readonly Rule[] = [
  {
    id: "backup-missing",
    title: "A rule has no backup pin",
    severity: "warning",
    judge: ({ pinned }) => pinned.flatMap(judgeMissing),
  },
  {
    id: "backup-on-chain",
    title: "A backup pin is of a key in the live chain, and goes when that chain goes",
    severity: "error",
    judge: ({ pinned }) => pinned.flatMap(judgeOnChain),
  },
  {
    id: "backup-without-key",
    title: "Nobody has shown the key of a backup pin",
    severity: "warning",
    judge: (subject) => subject.pinned.flatMap((pinned) => judgeHeld(subject, pinned)),
  },
];

// In an enforced rule the parser misses it.
function judgeMissing({ rule, pointer }: PinnedRule): readonly Remark[] {
  if (rule.backupPins.length > 0) return [];
  const message = "has no backup pin, so it cannot be enforced";
  const fix = 'make the next key now and pin it in "backupPins"';
  return [{ pointer, host: rule.host, message, fix }];
}

function judgeOnChain({ rule: { host }, pointer, pins, chains }: PinnedRule): readonly Remark[] {
  const backups = pins.filter(({ backup }) => backup);
  if (backups.length === 0) return [];
  if (chains.length === 0) return [{ pointer: `${pointer}/backupPins`, host, needs: "chain" }];
  return backups.flatMap((placed) => {
    const seen = chains.flatMap(({ chain, from }) => {
      const certificates = chain.ders.flatMap(admitted);
      const index = certificates.findIndex((each) => namesOf(each).includes(nameOf(placed.pin)));
      return index === -1 ? [] : [{ from, index }];
    });
    return seen[0] === undefined ? [] : [onChain(placed, host, seen[0])];
  });
}

function onChain(
  { pointer }: PlacedPin,
  host: string,
  { from, index }: { readonly from: string; readonly index: number },
): Found {
  if (index === 0) {
    const message = `${from} serves this key already: it is in use, and no backup`;
    const fix = 'move it to "pins", and pin a new key here';
    return { pointer, host, message, fix };
  }
  const message = `this is the key of certificate ${index + 1} in the chain of ${from}: when that CA goes, the pin and its backup go together`;
  return { pointer, host, message, fix: "pin a key here that is not in use: make one now" };
}

function judgeHeld(
  { evidence: { keys }, known }: Subject,
  { rule: { host }, pointer, pins }: PinnedRule,
): readonly Remark[] {
  const backups = pins.filter(({ backup }) => backup);
  if (backups.length === 0) return [];
  if (keys === undefined) return [{ pointer: `${pointer}/backupPins`, host, needs: "keys" }];
  return backups
    .filter(({ pin }) => pin.at === "leaf" && known.heldIn(pin) === undefined)
    .map((placed) => ({
      pointer: placed.pointer,
      host,
      message:
        "none of the keys and CSRs at hand is this one: a backup without its key saves nobody",
      fix: "find its private key and test it, or pin one that you have",
    }));
}
