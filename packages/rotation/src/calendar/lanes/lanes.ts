import type { CalendarFacts } from "../facts.ts";
import type { RenewalPlan } from "../renewals.ts";
import { certificateLane } from "./certificate-lane.ts";
import { keyLanes } from "./key-lanes.ts";
import type { Lane, Span } from "./lane.ts";

/** The rows of the picture: the certificates of each host, then each key that the policy names. */
export function lanesOf(
  { policy, steps = [] }: CalendarFacts,
  plans: readonly RenewalPlan[],
  span: Span,
): readonly Lane[] {
  const certificates = plans.map((plan) => certificateLane(plan, span));
  return policy === undefined ? certificates : [...certificates, ...keyLanes(policy, steps, span)];
}
