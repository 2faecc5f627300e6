import { enter, finish, startOf, Tag, take } from "./der.ts";
import { CertificateError } from "./errors.ts";

/** When a certificate is valid, in milliseconds since 1970. */
export interface Validity {
  readonly notBefore: number;
  readonly notAfter: number;
}

/**
 * Reads a Validity in DER, in the two forms that certificates may use (RFC 5280 §4.1.2.5).
 *
 * @throws {CertificateError} A time has another form, or is none.
 */
export function readValidity(der: Uint8Array): Validity {
  const times = enter(startOf(der), Tag.sequence);
  const notBefore = timeOf(der.subarray(times.at, takeTime(times)));
  const notAfter = timeOf(der.subarray(times.at, takeTime(times)));
  finish(times);
  return { notBefore, notAfter };
}

/** Tells whether a time lies in a period. An invalid one compares with nothing, and lies in none. */
export function isValidAt(time: number, validity: Validity): boolean {
  return validity.notBefore <= time && time < endOf(validity);
}

/** When a period is over: `notAfter` names the last second of it. */
export function endOf({ notAfter }: Validity): number {
  return notAfter + SECOND;
}

function takeTime(times: ReturnType<typeof startOf>): number {
  take(times, times.der[times.at] === Tag.utcTime ? Tag.utcTime : Tag.generalizedTime);
  return times.at;
}

function timeOf(der: Uint8Array): number {
  const iso = isoOf(der);
  const time = new Date(iso);
  if (Number.isNaN(time.getTime()) || time.toISOString() !== iso) {
    throw new CertificateError("a time has another form, or is not in the calendar");
  }
  return time.getTime();
}

/** Spells a time as ISO 8601 does, or gives no time where it has another form. */
function isoOf(der: Uint8Array): string {
  const text = String.fromCharCode(...der.subarray(2, 18));
  const parts = FORMS[der[0] ?? 0]?.exec(text)?.slice(1) ?? [];
  const [year = "", month, day, hour, minute, second] = parts;
  return `${centuryOf(year)}${year}-${month}-${day}T${hour}:${minute}:${second}.000Z`;
}

/** Two digits of a year lie between 1950 and 2049 (RFC 5280 §4.1.2.5.1). */
function centuryOf(year: string): string {
  if (year.length === 4) return "";
  return Number(year) < 50 ? "20" : "19";
}

const FORMS: Readonly<Record<number, RegExp>> = {
  [Tag.utcTime]: /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/,
  [Tag.generalizedTime]: /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/,
};

const SECOND = 1000;
