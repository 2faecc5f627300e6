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
  const digits = (der[0] === Tag.utcTime ? UTC_TIME : GENERALIZED_TIME).exec(text);
  if (digits === null) throw new CertificateError("a time has another form");

  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = digits
    .slice(1)
    .map(Number);
  const fullYear = der[0] === Tag.generalizedTime ? year : year + (year < 50 ? 2000 : 1900);
  const time = new Date(0);
  time.setUTCFullYear(fullYear, month - 1, day);
  time.setUTCHours(hour, minute, second);
  if (time.getUTCDate() !== day || time.getUTCMonth() !== month - 1) {
    throw new CertificateError("a time is not in the calendar");
  }
  return time.getTime();
}

const CLOCK = "([01][0-9]|2[0-3])([0-5][0-9])([0-5][0-9])Z";
const UTC_TIME = new RegExp(`^(\\d\\d)(\\d\\d)(\\d\\d)${CLOCK}$`);
const GENERALIZED_TIME = new RegExp(`^(\\d{4})(\\d\\d)(\\d\\d)${CLOCK}$`);
