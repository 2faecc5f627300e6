import {
  type DistrustedKey,
  expiryOf,
  type Pin,
  type PinnedHostRule,
  type Policy,
} from "@tlspin/core";

import type { KeyState } from "../../plan/key-state.ts";
import { addDays, dayOf } from "../day.ts";
import type { PlannedStep } from "../facts.ts";
import { hashOf, pinnedRules, shortPin } from "../pinned-rules.ts";
import { type Bar, type Lane, type Span, within } from "./lane.ts";

/** Each key that a policy names: what it is by the policy, and what the plan makes of it. */
export function keyLanes(
  policy: Policy,
  steps: readonly PlannedStep[],
  span: Span,
): readonly Lane[] {
  const named = pinnedRules(policy).flatMap(({ rule }) => namedIn(rule));
  const keys = new Set(named.map(({ pin }) => hashOf(pin)));
  const days = { from: policy.issued?.slice(0, 10) ?? span.from, to: span.to };
  return Array.from(keys, (key) => {
    const uses = named.filter(({ pin }) => hashOf(pin) === key);
    const states = statesOf(key, steps);
    return {
      about: "key",
      key,
      label: uses.find(({ pin }) => pin.note !== undefined)?.pin.note ?? `key ${shortPin(key)}`,
      detail: uses.map(({ kind, rule }) => `${kind}, ${rule.host}`).join("; "),
      bars: within([...roleBars(uses, states[0], days), ...states], span),
    };
  });
}

/** A key at one of its places in a policy. */
interface Named {
  readonly kind: "pin" | "backup pin" | "distrusted";
  readonly pin: Pin | DistrustedKey;
  readonly rule: PinnedHostRule;
}

function namedIn(rule: PinnedHostRule): readonly Named[] {
  return [
    ...rule.pins.map((pin) => ({ kind: "pin" as const, pin, rule })),
    ...rule.backupPins.map((pin) => ({ kind: "backup pin" as const, pin, rule })),
    ...rule.distrusted.map((pin) => ({ kind: "distrusted" as const, pin, rule })),
  ];
}

/** By the policy until the plan's first step. Of several hosts, the one that pins it longest. */
function roleBars(uses: readonly Named[], first: Bar | undefined, days: Span): readonly Bar[] {
  const bars = uses.map((use) => roleBar(use, days));
  const [longest] = bars.toSorted((a, b) => (a.to > b.to ? -1 : 1));
  if (longest === undefined) return [];
  return [first === undefined ? longest : { ...longest, to: addDays(first.from, -1) }];
}

function roleBar({ kind, rule }: Named, { from, to }: Span): Bar {
  const ends = expiryOf(rule);
  const lasts = kind === "distrusted" || ends === Infinity;
  const last = lasts ? to : dayOf(ends - 1);
  return { kind, from, to: last, text: `${kind} of ${rule.host}${lasts ? "" : ` until ${last}`}` };
}

type StateStep = PlannedStep & { readonly state: KeyState };

/** What the plan makes of a key, each state until the next. */
function statesOf(key: string, steps: readonly PlannedStep[]): readonly Bar[] {
  return steps
    .filter((step): step is StateStep => step.key === key && step.state !== undefined)
    .toSorted((a, b) => (a.on < b.on ? -1 : 1))
    .map(({ state, on, title }, index, all) => {
      const next = all[index + 1];
      const to = next === undefined ? LAST_DAY : addDays(next.on, -1);
      return { kind: state, from: on, to, text: `${state} from ${on}: ${title}` };
    });
}

const LAST_DAY = "9999-12-31";
