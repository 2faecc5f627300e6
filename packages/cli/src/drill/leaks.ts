import type { HeardRequest, ServerCounts } from "@tlspin/testing";

/** The requests that a server heard. Values that may be secret are left out of them. */
export function leaksIn({ heard }: ServerCounts): readonly HeardRequest[] {
  return heard.map((request) => ({ ...request, path: masked(request.path) }));
}

/** Says a leak in one line. */
function leakText({ method, host, path, headers, inClear }: HeardRequest): string {
  const telling = headers.filter((header) => !USUAL.test(header));
  const names = telling.length === 0 ? "" : ` (${telling.join(", ")})`;
  return `${method} ${path} to ${host}${inClear ? ", in clear" : ""}${names}`;
}

/** The lines of several leaks, each once. */
export function leakTexts(leaks: readonly HeardRequest[]): readonly string[] {
  const texts = leaks.map(leakText);
  return [...new Set(texts)].map((text) => {
    const times = texts.filter((each) => each === text).length;
    return times === 1 ? text : `${text}, ${times} times`;
  });
}

/** What stands in a query is often a token. */
function masked(path: string): string {
  const [before = "", query] = path.split("?", 2);
  if (query === undefined) return before;
  const names = query.split("&").map((pair) => pair.replace(/=.*$/s, "=…"));
  return `${before}?${names.join("&")}`;
}

// What every client sends says nothing of what leaked.
const USUAL =
  /^(?:host|connection|accept.*|user-agent|sec-.*|content-length|cache-control|pragma)$/;
