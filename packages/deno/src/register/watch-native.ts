import { asking, type ProcessPins, watchNativeWeb } from "@tlspin/tls/register";

/**
 * Refuses pinned hosts to Deno's own network API, which shows no certificate to anybody
 * (denoland/deno#8238): an error is better than a connection that only seems to be pinned.
 */
export function watchNative(faultOfUnseen: ProcessPins["faultOfUnseen"]): void {
  const check = (door: string, host: string): Error | undefined =>
    faultOfUnseen(
      host,
      `${door}: ${host} is pinned, and Deno's own ${door} shows no certificate to judge. ` +
        "Use node:https, undici of npm, or createPinning of @tlspin/deno",
    );
  watchNativeWeb(check);
  const api: unknown = Reflect.get(globalThis, "Deno");
  if (typeof api !== "object" || api === null) return;
  for (const [name, position] of DIALLERS) {
    const genuine: unknown = Reflect.get(api, name);
    if (typeof genuine !== "function") continue;
    const call = (...args: readonly unknown[]): unknown => Reflect.apply(genuine, api, args);
    Reflect.set(
      api,
      name,
      asking(call, (...args) => check(name, hostnameIn(args[position]))),
    );
  }
}

function hostnameIn(options: unknown): string {
  const named: unknown =
    typeof options === "object" && options !== null ? Reflect.get(options, "hostname") : undefined;
  return typeof named === "string" ? named : "127.0.0.1";
}

/** What dials by itself, and which of its arguments says where. */
const DIALLERS: readonly (readonly [string, number])[] = [
  ["connectTls", 0],
  ["startTls", 1],
  ["connectQuic", 0],
];
