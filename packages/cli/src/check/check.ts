import type { Severity } from "../fail-on.ts";

/** One thing that was looked at, and how it stands. */
export interface Check {
  readonly id: CheckId;
  readonly status: Status;
  /** What was found. May hold line breaks. */
  readonly message: string;
  /** What to do about it. */
  readonly todo?: string;
}

/** What is looked at. Stable: programs read it. */
export type CheckId =
  | "address"
  | "agreement"
  | "alpn"
  | "backup"
  | "certificate"
  | "chain"
  | "cipher"
  | "connect"
  | "hsts"
  | "pin"
  | "redirect"
  | "tls-version";

/** `not-checked` is never a pass. */
export type Status = "ok" | Severity | "not-checked";

export function ok(id: CheckId, message: string): Check {
  return { id, status: "ok", message };
}

export function info(id: CheckId, message: string): Check {
  return { id, status: "info", message };
}

export function notChecked(id: CheckId, message: string, todo?: string): Check {
  return { id, status: "not-checked", message, ...(todo === undefined ? {} : { todo }) };
}

export function warning(id: CheckId, message: string, todo: string): Check {
  return { id, status: "warning", message, todo };
}

export function error(id: CheckId, message: string, todo?: string): Check {
  return { id, status: "error", message, ...(todo === undefined ? {} : { todo }) };
}
