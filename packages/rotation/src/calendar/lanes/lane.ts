import type { KeyState } from "../../plan/key-state.ts";
import type { Day } from "../day.ts";

/** One row of the picture: the certificates of a host, or what a key is when. */
export interface Lane {
  readonly about: "certificates" | "key";
  readonly label: string;
  readonly detail: string;
  /** The pin, where it is about a key. */
  readonly key?: string;
  readonly bars: readonly Bar[];
}

/** Something that lasts. */
export interface Bar {
  readonly kind: BarKind;
  readonly from: Day;
  /** The last day of it. */
  readonly to: Day;
  readonly text: string;
}

export type BarKind =
  | "certificate"
  | "planned certificate"
  | "pin"
  | "backup pin"
  | "distrusted"
  | KeyState;

/** The days that the picture shows. */
export interface Span {
  readonly from: Day;
  readonly to: Day;
}

/** The parts of bars that the picture shows. */
export function within(bars: readonly Bar[], span: Span): readonly Bar[] {
  return bars
    .filter(({ from, to }) => from <= to && from <= span.to && to >= span.from)
    .map(({ kind, from, to, text }) => ({
      kind,
      from: from < span.from ? span.from : from,
      to: to > span.to ? span.to : to,
      text,
    }));
}
