import type { Edit } from "../edit/edit.ts";
import { textOfInstant } from "../instant.ts";
import type { NamedText } from "../named-text.ts";
import { edited, type Effect, removalsOf, requireKey, revisionEdit } from "./effect.ts";
import { type FoundRule, placeOfPin, requirePinnedRule } from "./pinned-rule.ts";
import { keysIn, type Passage, type Rotation, type RotationKey, stateOf } from "./rotation.ts";
import { changeOverEdits } from "./served-edits.ts";
import { policyIn, type Situation } from "./situation.ts";

/**
 * What is done about a stolen key:
 *
 * - `switch`: servers show another key from now on, and `pins.json` distrusts the stolen one.
 * - `distrust`: `pins.json` distrusts it, and pins the next one in its place; servers stay.
 * - `wait`: nothing.
 */
export type Remedy =
  | { readonly kind: "switch"; readonly to: string }
  | { readonly kind: "distrust" }
  | { readonly kind: "wait" };

/** A remedy as the command line names it. */
export function remedyId(remedy: Remedy): string {
  return remedy.kind === "switch" ? `switch-to-${remedy.to}` : remedy.kind;
}

/**
 * Carries a remedy out on the texts of the files. It asks nobody whether that is a good idea.
 *
 * @throws {RotationFileError} A file is not valid, before or after it.
 */
export function emergencyEffect(key: RotationKey, remedy: Remedy, situation: Situation): Effect {
  const { rotation, policy, servers } = situation;
  if (remedy.kind === "wait") return { rotation, policy, servers };
  const cure: Cure = {
    key,
    situation,
    to: remedy.kind === "switch" ? requireKey(rotation, remedy.to) : undefined,
    ...keysToPin(key, remedy, rotation),
  };
  const changed = policyAfter(cure);
  return {
    policy: changed,
    servers: serversAfter(cure),
    rotation: rotationAfter(cure, policyIn(changed).revision),
  };
}

interface Cure extends KeysToPin {
  readonly key: RotationKey;
  readonly situation: Situation;
  /** The key that servers show from now on. */
  readonly to: RotationKey | undefined;
}

interface KeysToPin {
  /** The key that is a current pin from now on. */
  readonly promoted: RotationKey | undefined;
  /** A reserve that becomes the backup, because no other one is left. */
  readonly backup: RotationKey | undefined;
}

function keysToPin(stolen: RotationKey, remedy: Remedy, rotation: Rotation): KeysToPin {
  const sound = { keys: rotation.keys.filter((key) => key !== stolen && key.stolen === undefined) };
  const backups = keysIn(sound, "published");
  const hasPin = keysIn(sound, "adopted", "active").length > 0;
  const [next] = hasPin ? [] : backups;
  const promoted = remedy.kind === "switch" ? requireKey(rotation, remedy.to) : next;
  const isBackup = backups.some((key) => key !== promoted);
  return { promoted, backup: isBackup ? undefined : keysIn(sound, "reserve")[0] };
}

// One edit after the other, because each moves what the next one names.
function policyAfter({ key, situation, promoted, backup }: Cure): NamedText {
  const { rotation, policy, at } = situation;
  const note = `stolen, known since ${textOfInstant(at)}`;
  const stages: ((found: FoundRule) => readonly Edit[])[] = [
    ({ pointer }) => (backup === undefined ? [] : [listed(`${pointer}/backupPins`, backup.spki)]),
    (found) => promotion(found, promoted),
    (found) => [
      ...removalsOf(key, found),
      listed(`${found.pointer}/distrusted`, { spki: key.spki, note }),
    ],
  ];
  const changed = stages.reduce(
    (file, stage) => edited(file, stage(requirePinnedRule(file, rotation.host))),
    policy,
  );
  return edited(changed, [revisionEdit(policy)]);
}

function promotion(found: FoundRule, key: RotationKey | undefined): readonly Edit[] {
  const from = key === undefined ? undefined : placeOfPin(found, "backupPins", key.spki);
  return from === undefined ? [] : [{ op: "move", from, path: `${found.pointer}/pins/-` }];
}

function listed(list: string, value: unknown): Edit {
  return { op: "add", path: `${list}/-`, value };
}

function serversAfter({ situation, key, to }: Cure): NamedText {
  const { servers, policy, rotation, at } = situation;
  if (to === undefined) return servers;
  const change = { policy: policyIn(policy), host: rotation.host, from: [key], to, at };
  return edited(servers, changeOverEdits(servers, { ...change, rollOutDays: 0 }));
}

function rotationAfter(cure: Cure, revision: number): Rotation {
  const { key, situation, to, promoted, backup } = cure;
  const { rotation, at: on } = situation;
  const passages = new Map<string, Passage>();
  passages.set(key.name, { state: "retired", on, revision });
  if (promoted !== undefined) passages.set(promoted.name, { state: "adopted", on, revision });
  if (to !== undefined) passages.set(to.name, { state: "active", on, revision });
  if (backup !== undefined) passages.set(backup.name, { state: "published", on, revision });
  const keys = rotation.keys.map((each): RotationKey => {
    const passage = passages.get(each.name);
    const stolen = each.name === key.name ? { stolen: each.stolen ?? on } : {};
    const isNews = passage !== undefined && stateOf(each) !== passage.state;
    return { ...each, ...stolen, passed: isNews ? [...each.passed, passage] : each.passed };
  });
  return { ...rotation, keys, to: goalAfter(keys, cure) };
}

/** What the servers move to next: what they moved to now, or as before, unless that was stolen. */
function goalAfter(keys: readonly RotationKey[], { key, situation, to }: Cure): string {
  const { rotation } = situation;
  if (to !== undefined) return to.name;
  if (rotation.to !== key.name) return rotation.to;
  const [active] = keysIn({ keys }, "active");
  return active?.name ?? rotation.to;
}
