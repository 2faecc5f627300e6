import http2 from "node:http2";
import { Duplex } from "node:stream";

/** Judges an HTTP/2 session in clear. */
export type ClearHttp2Check = (host: string) => Error | undefined;

/** HTTP/2 in clear writes past the streams of JavaScript, so it is refused where it begins. */
export function watchClearHttp2(check: ClearHttp2Check): void {
  const genuine = http2.connect;
  Reflect.set(http2, "connect", (...args: readonly unknown[]): unknown => {
    const [authority, options] = args;
    const fault = clearHostsOf(authority, options)
      .map((host) => check(host))
      .find((found) => found !== undefined);
    if (fault === undefined) return Reflect.apply(genuine, http2, args);
    const listener = args.slice(1).find((arg) => typeof arg === "function");
    const createConnection = (): Duplex => refusing(fault);
    return Reflect.apply(genuine, http2, [authority, { createConnection }, listener]);
  });
}

/** Where HTTP/2 in clear leads, read as the runtime reads it: an option moves the authority elsewhere. */
function clearHostsOf(authority: unknown, options: unknown): readonly string[] {
  const url = typeof authority === "string" ? (URL.parse(authority) ?? {}) : authority;
  const protocol = textOf(url, "protocol") ?? textOf(options, "protocol");
  if (protocol !== "http:") return [];
  const named = textOf(url, "hostname") ?? textOf(url, "host") ?? "localhost";
  return [named, textOf(options, "host") ?? named];
}

function textOf(value: unknown, name: string): string | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const text: unknown = Reflect.get(value, name);
  return typeof text === "string" && text !== "" ? text : undefined;
}

/** A connection that fails as soon as something is to be sent. */
function refusing(fault: Error): Duplex {
  return new Duplex({ read: () => undefined, write: (_chunk, _encoding, done) => done(fault) });
}
