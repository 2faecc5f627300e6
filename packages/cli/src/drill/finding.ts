import type { HeardRequest } from "@tlspin/testing";

import type { Scenario } from "./scenarios.ts";
import type { Target } from "./targets.ts";

/** What one scenario showed of one host. */
export interface Finding extends Judgement {
  readonly scenario: Scenario;
  readonly target: Target;
  readonly counted?: Counted;
  /** What the program wrote. */
  readonly output?: string;
}

export interface Judgement {
  readonly outcome: Outcome;
  /** What was seen, in a few words. */
  readonly why: string;
  /** What to do about it. */
  readonly todo?: string;
  /** The requests that reached a server which should have got nothing. */
  readonly leaks?: readonly HeardRequest[];
}

/** What was not rehearsed is never a pass. */
export type Outcome = "passed" | "failed" | "not-rehearsed";

/** What the server of the scenario counted. */
export interface Counted {
  readonly connections: number;
  readonly handshakes: number;
  readonly resumed: number;
  /** Application bytes. */
  readonly bytes: number;
}

/** Says of which rehearsal a judgement is. */
export function findingOf(scenario: Scenario, target: Target, judgement: Judgement): Finding {
  return { scenario, target, ...judgement };
}

export function passed(why: string): Judgement {
  return { outcome: "passed", why };
}

export function failed(why: string, todo?: string): Judgement {
  return { outcome: "failed", why, ...(todo === undefined ? {} : { todo }) };
}

export function notRehearsed(why: string, todo?: string): Judgement {
  return { outcome: "not-rehearsed", why, ...(todo === undefined ? {} : { todo }) };
}
