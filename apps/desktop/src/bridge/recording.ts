import type { DeskState, RequestRecord } from "./bridge.ts";

/** What the page plays where no app stands behind it: records of real runs, made by `recording/record.ts`. */
export interface Recording {
  readonly state: DeskState;
  /** What "Call the API" plays. */
  readonly call: RequestRecord;
  /** What "Play the attack" plays. */
  readonly attack: RequestRecord;
}
