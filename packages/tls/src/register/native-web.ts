/** Judges a host before the runtime's own network API dials it, which shows nothing afterwards. */
export type NativeCheck = (door: string, host: string) => Error | undefined;

/**
 * Asks before the global `fetch`, `WebSocket` and `EventSource` dial. They follow no redirect unasked: the
 * next host is asked about as well.
 */
export function watchNativeWeb(check: NativeCheck): void {
  const genuine = globalThis.fetch;
  const guarded = guardedFetch(genuine, check);
  // What a runtime hangs on its fetch stays there.
  Reflect.set(globalThis, "fetch", Object.assign(guarded, genuine));
  watchClass("WebSocket", check);
  watchClass("EventSource", () => new Error(EVENT_SOURCE));
}

/** A function that hands over what it is given as soon as its host may be dialled. */
export function asking<Args extends readonly unknown[], Result>(
  genuine: (...args: Args) => Result,
  faultOf: (...args: Args) => Error | undefined,
): (...args: Args) => Result {
  return (...args) => {
    const fault = faultOf(...args);
    if (fault !== undefined) throw fault;
    return genuine(...args);
  };
}

function guardedFetch(genuine: typeof fetch, check: NativeCheck): typeof fetch {
  return async function fetch(input, init): Promise<Response> {
    const first = askedOf(input, init);
    let { url } = first;
    for (let hops = 0; hops <= MOST_HOPS; hops++) {
      refuse(check, "fetch", url);
      const answer = await (hops === 0
        ? genuine(input, { ...init, redirect: "manual" })
        : genuine(url, { ...headOf(first, url), redirect: "manual" }));
      const next = first.redirect === "manual" ? undefined : locationOf(answer, url);
      if (next === undefined) return answer;
      await answer.body?.cancel();
      if (first.redirect === "error" || !REPEATABLE.has(first.method))
        throw new TypeError(REDIRECT);
      url = next;
    }
    throw new TypeError("fetch failed: too many redirects");
  };
}

/** What matters of a request for the next hop. A `Request` is looked at and not used up. */
interface Asked extends Pick<Request, "url" | "method" | "redirect" | "headers"> {
  readonly signal: AbortSignal | undefined;
}

function askedOf(input: Parameters<typeof fetch>[0], init: RequestInit | undefined): Asked {
  // Without a body and a signal, so that it takes neither of them over.
  const asked = input instanceof Request ? input : new Request(input);
  const own = new Request(asked.url, { ...pick(asked), ...pick(init ?? {}) });
  return {
    url: own.url,
    method: own.method,
    redirect: own.redirect,
    headers: own.headers,
    signal: init?.signal ?? (input instanceof Request ? input.signal : undefined),
  };
}

function pick({ method, redirect, headers }: RequestInit): RequestInit {
  return {
    ...(method === undefined ? {} : { method }),
    ...(redirect === undefined ? {} : { redirect }),
    ...(headers === undefined ? {} : { headers }),
  };
}

/** What goes along to the next host: nothing that was meant for the first alone. */
function headOf({ method, headers, url, signal }: Asked, next: string): RequestInit {
  const kept = new Headers(headers);
  if (new URL(next).origin !== new URL(url).origin) {
    for (const name of ["authorization", "cookie", "proxy-authorization"]) kept.delete(name);
  }
  return { method, headers: kept, ...(signal === undefined ? {} : { signal }) };
}

function locationOf({ status, headers }: Response, url: string): string | undefined {
  const location = REDIRECTS.has(status) ? headers.get("location") : null;
  return location === null ? undefined : new URL(location, url).href;
}

function watchClass(name: string, check: NativeCheck): void {
  const Genuine: unknown = Reflect.get(globalThis, name);
  if (typeof Genuine !== "function") return;
  const Watched = new Proxy(Genuine, {
    construct: (target, args: readonly unknown[], newTarget) => {
      refuse(check, name, String(args[0]));
      return Object(Reflect.construct(target, args, newTarget));
    },
  });
  Reflect.set(globalThis, name, Watched);
}

function refuse(check: NativeCheck, door: string, url: string): void {
  const { protocol, hostname } = new URL(url);
  // What is read from memory or a file dials nobody.
  const fault = /^(?:https?|wss?):$/.test(protocol) ? check(door, hostname) : undefined;
  if (fault !== undefined) throw fault;
}

const EVENT_SOURCE =
  "EventSource follows redirects to any host, so it is not offered under register";

const REDIRECT =
  "fetch failed: a redirect is followed under register only where nothing is sent along: " +
  'ask with redirect: "manual"';

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

const REPEATABLE: ReadonlySet<string> = new Set(["GET", "HEAD"]);

// As in the standard (WHATWG Fetch, "HTTP-redirect fetch").
const MOST_HOPS = 20;
