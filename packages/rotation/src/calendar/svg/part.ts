import type { Markup } from "../markup.ts";

/** A part of the picture, and how high it is. */
export interface Part {
  readonly markup: Markup;
  readonly height: number;
}
