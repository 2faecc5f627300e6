import { formatPin, type PinNotation } from "@tlspin/core";

import type { CertificateSummary, FoundKey } from "./found-key.ts";
import { paint } from "./paint.ts";
import { printable } from "./printable.ts";

/** How keys are shown. */
export interface KeyLook {
  readonly notation: PinNotation;
  /** The moment that validity is compared with. */
  readonly at: Date;
}

/** Shows keys to people, numbered, three lines each, within 80 columns. */
export function foundKeyLines(keys: readonly FoundKey[], look: KeyLook): readonly string[] {
  return keys.flatMap((key, index) => {
    const [first = "", ...more] = linesOf(key, look);
    return [`  ${String(index + 1).padStart(2)}  ${first}`, ...more.map((line) => `      ${line}`)];
  });
}

function linesOf(
  { foundIn, keyType, certificate, pin, note }: FoundKey,
  look: KeyLook,
): readonly string[] {
  const kind = `${foundIn}, ${keyType}`;
  const head =
    certificate === undefined
      ? [kind]
      : [nameOf(certificate.subject), `${kind}, ${validityOf(certificate, look.at)}`];
  const remark = note === undefined ? [] : [paint("yellow", `note: ${note}`)];
  return [...head, paint("bold", formatPin(pin, look.notation)), ...remark];
}

function nameOf(subject: string): string {
  const name = printable(subject === "" ? "(no subject)" : subject);
  return name.length > WIDEST ? `${name.slice(0, WIDEST - 1)}…` : name;
}

function validityOf({ notBefore, notAfter }: CertificateSummary, at: Date): string {
  const span = `${notBefore.slice(0, 10)} to ${notAfter.slice(0, 10)}`;
  if (at < new Date(notBefore)) return `${span} ${paint("red", "(not valid yet)")}`;
  if (at > new Date(notAfter)) return `${span} ${paint("red", "(expired)")}`;
  return span;
}

const WIDEST = 74;
