/** What we decided otherwise than another implementation, for one reason, and in which cases. */
export interface Decision {
  readonly why: string;
  /** The names of the cases, or how many there are where a rule tells which. */
  readonly cases: readonly string[] | number;
}

/** The names of all cases in a list of decisions, in order. */
export function namesIn(decisions: readonly Decision[]): readonly string[] {
  return decisions.flatMap(({ cases }) => (typeof cases === "number" ? [] : cases)).toSorted();
}

/** In how many cases a decision shows. */
export function countOf({ cases }: Decision): number {
  return typeof cases === "number" ? cases : cases.length;
}

/** In how many cases each decision of a list shows, by its reason. */
export function countsOf(decisions: readonly Decision[]): Readonly<Record<string, number>> {
  return Object.fromEntries(decisions.map((decision) => [decision.why, countOf(decision)]));
}

/** How often each reason was given. */
export function tally(reasons: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const reason of reasons) counts[reason] = (counts[reason] ?? 0) + 1;
  return counts;
}
