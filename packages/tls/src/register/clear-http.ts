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
  const [line = "", rest] = head.split("\n", 2);
  const [method = "", target] = line.trimEnd().split(" ");
  if (!KNOWN.has(method) || target === undefined) return undefined;
  // A line that is not complete cannot say that it is none of HTTP.
  const complete = rest !== undefined;
  if (complete && !/ HTTP\/\d(?:\.\d)?$/.test(line.trimEnd())) return undefined;
  return { target: /^https?:/i.test(target) ? URL.parse(target)?.hostname : undefined };
}

// With what a client of HTTP/2 begins (RFC 9113 §3.4).
const KNOWN: ReadonlySet<string> = new Set([...METHODS, "PRI"]);
