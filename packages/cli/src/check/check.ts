import type { Severity } from "../fail-on.ts";

/** One thing that was looked at, and how it stands. */
export interface Check<Id extends string = CheckId> {
  readonly id: Id;
  /** Which of its kind: a version, a cipher, a backup pin, a certificate. */
  readonly subject?: string;
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

/** What a check is about: its kind, and which of that kind where there are several. */
export type Topic = CheckId | readonly [id: CheckId, subject: string];

export function ok(topic: Topic, message: string): Check {
  return { ...topicOf(topic), status: "ok", message };
}

export function info(topic: Topic, message: string): Check {
  return { ...topicOf(topic), status: "info", message };
}

export function notChecked(topic: Topic, message: string, todo?: string): Check {
  return { ...topicOf(topic), status: "not-checked", message, ...todoOf(todo) };
}

export function warning(topic: Topic, message: string, todo: string): Check {
  return { ...topicOf(topic), status: "warning", message, todo };
}

export function error(topic: Topic, message: string, todo?: string): Check {
  return { ...topicOf(topic), status: "error", message, ...todoOf(todo) };
}

function topicOf(topic: Topic): Pick<Check, "id" | "subject"> {
  if (typeof topic === "string") return { id: topic };
  const [id, subject] = topic;
  return { id, subject };
}

function todoOf(todo: string | undefined): Pick<Check, "todo"> {
  return todo === undefined ? {} : { todo };
}
