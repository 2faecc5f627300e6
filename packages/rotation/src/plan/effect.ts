import type { Edit } from "../edit/edit.ts";
import { editedText } from "../edit/edited-text.ts";
import type { NamedText } from "../named-text.ts";
import { readFile } from "../read-file.ts";
import { SERVERS_FILE } from "../servers/servers-schema.ts";
import { type FoundRule, placeOfPin, requirePinnedRule } from "./pinned-rule.ts";
import { keyNamed, keysIn, type Rotation, type RotationKey, withPassage } from "./rotation.ts";
import { changeOverEdits, keyEdits } from "./served-edits.ts";
import { policyIn, type Situation } from "./situation.ts";
import type { Step } from "./step.ts";

/** What a step makes of the files. */
export interface Effect {
  readonly rotation: Rotation;
  readonly policy: NamedText;
  readonly servers: NamedText;
}

/**
 * Carries a step out on the texts of the files. It asks nobody whether that is a good idea.
 *
 * @throws {RotationFileError} A file is not valid, before or after it.
 */
export function effectOf(step: Step, situation: Situation): Effect {
  const { rotation, policy, servers, at } = situation;
  const key = requireKey(rotation, step.key);
  const policyAfter = edited(policy, policyEdits(key, step, situation));
  const passage = { state: step.to, on: at, revision: policyIn(policyAfter).revision };
  return {
    rotation: withPassage(rotation, step.key, passage),
    policy: policyAfter,
    servers: edited(servers, serversEdits(key, step, situation)),
  };
}

/** The key of a rotation that has this name. */
export function requireKey(rotation: Rotation, name: string): RotationKey {
  const key = keyNamed(rotation, name);
  if (key === undefined)
    throw new RangeError(`the rotation of ${rotation.host} has no key ${name}`);
  return key;
}

/** A file after some edits. */
export function edited({ name, text }: NamedText, edits: readonly Edit[]): NamedText {
  return { name, text: editedText(text, edits) };
}

/** The edit without which apps would refuse a changed policy. */
export function revisionEdit(policy: NamedText): Edit {
  return { op: "replace", path: "/revision", value: policyIn(policy).revision + 1 };
}

function policyEdits(
  key: RotationKey,
  { to }: Step,
  { rotation, policy }: Situation,
): readonly Edit[] {
  const edits = ruleEdits(key, to, requirePinnedRule(policy, rotation.host));
  return edits.length === 0 ? [] : [...edits, revisionEdit(policy)];
}

function ruleEdits(key: RotationKey, to: Step["to"], found: FoundRule): readonly Edit[] {
  const { pointer } = found;
  switch (to) {
    case "published":
      return [{ op: "add", path: `${pointer}/backupPins/-`, value: pinValueOf(key) }];
    case "adopted": {
      const from = placeOfPin(found, "backupPins", key.spki);
      return from === undefined ? [] : [{ op: "move", from, path: `${pointer}/pins/-` }];
    }
    case "retired":
      return removalsOf(key, found);
    case "reserve":
    case "active":
    case "destroyed":
      return [];
  }
}

/** The edits by which a rule no longer names a key. */
export function removalsOf({ spki }: RotationKey, found: FoundRule): readonly Edit[] {
  const places = [placeOfPin(found, "pins", spki), placeOfPin(found, "backupPins", spki)];
  return places.flatMap((path) => (path === undefined ? [] : [{ op: "remove", path }]));
}

function pinValueOf({ spki, at }: RotationKey): unknown {
  return at === "leaf" ? spki : { spki, at };
}

function serversEdits(key: RotationKey, { to }: Step, situation: Situation): readonly Edit[] {
  const { rotation, policy, servers, at } = situation;
  if (to === "published") return keyEdits(readFile(SERVERS_FILE, servers), key);
  if (to !== "active") return [];
  const from = keysIn(rotation, "active");
  const { host, rollOutDays } = rotation;
  return changeOverEdits(servers, {
    policy: policyIn(policy),
    host,
    from,
    to: key,
    at,
    rollOutDays,
  });
}
