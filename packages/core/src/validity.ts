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

function takeTime(times: ReturnType<typeof startOf>): number {
  take(times, times.der[times.at] === Tag.utcTime ? Tag.utcTime : Tag.generalizedTime);
  return times.at;
}

function timeOf(der: Uint8Array): number {
  const text = String.fromCharCode(...der.subarray(2, 18));
  const digits = FORMS[der[0] ?? 0]?.exec(text);
  if (digits === null || digits === undefined) {
    throw new CertificateError("a time has another form");
  }
  // RFC 5280 §4.1.2.5.1: two digits of a year lie between 1950 and 2049.
  const [year = "", ...rest] = digits.slice(1);
  const century = year.length === 4 ? "" : Number(year) < 50 ? "20" : "19";
  const [month, day, hour, minute, second] = rest;
  const iso = `${century}${year}-${month}-${day}T${hour}:${minute}:${second}.000Z`;
  const time = new Date(iso);
  if (Number.isNaN(time.getTime()) || time.toISOString() !== iso) {
    throw new CertificateError("a time is not in the calendar");
  }
  return time.getTime();
}

const FORMS: Readonly<Record<number, RegExp>> = {
  [Tag.utcTime]: /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/,
  [Tag.generalizedTime]: /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/,
};
