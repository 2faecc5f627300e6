/** A text, and the file that it is, as messages name it. */
export interface NamedText {
  readonly name: string;
  readonly text: string;
}
