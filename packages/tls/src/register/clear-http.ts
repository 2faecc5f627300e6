import { METHODS } from "node:http";

/** What a piece of text in clear is, as far as HTTP goes. */
export interface ClearHttp {
  /** The host of a URL that a proxy is asked for (RFC 9112 §3.2.2). */
  readonly target: string | undefined;
}

/**
 * Recognises a request of HTTP in what is sent in clear. Other protocols speak in clear before TLS and
 * may go on; no HTTP does.
 */
export function clearHttpIn(head: string): ClearHttp | undefined {
  const [, method, target = "", version] = REQUEST_LINE.exec(head) ?? [];
  if (method === undefined) return undefined;
  if (version === undefined && !mayBecomeHttp(method, target)) return undefined;
  return { target: /^https?:/i.test(target) ? URL.parse(target)?.hostname : undefined };
}

/** A line that is not complete cannot say that it is none of HTTP. */
function mayBecomeHttp(method: string, target: string): boolean {
  return KNOWN.has(method.toUpperCase()) || IS_PATH.test(target);
}

// Any token is a method (RFC 9110 §5.6.2), and `fetch` sends those that it does not know as they are written.
const REQUEST_LINE = /^([\w!#$%&'*+.^`|~-]+) (\S*)(?:( HTTP\/\d(?:\.\d)?)\r?\n|[^\n]*$)/;

const IS_PATH = /^(?:\/|https?:)/i;

// With what a client of HTTP/2 begins (RFC 9113 §3.4).
const KNOWN: ReadonlySet<string> = new Set([...METHODS, "PRI"]);
