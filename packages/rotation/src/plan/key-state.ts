/**
 * What becomes of a key in a rotation, in this order:
 *
 * - `reserve`: it exists, and no policy names it yet.
 * - `published`: `pins.json` names it as a backup.
 * - `adopted`: everybody in the field knows it, so that servers may show it. It is a current pin.
 * - `active`: servers show it, or are about to within the roll-out.
 * - `retired`: no server shows it any more, and `pins.json` does not name it.
 * - `destroyed`: its private half is gone.
 */
export type KeyState = (typeof KEY_STATES)[number];

export const KEY_STATES = [
  "reserve",
  "published",
  "adopted",
  "active",
  "retired",
  "destroyed",
] as const;

/** The state that follows. `undefined` after the last one. */
export function stateAfter(state: KeyState): KeyState | undefined {
  return KEY_STATES[KEY_STATES.indexOf(state) + 1];
}
