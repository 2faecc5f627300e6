import dns from "node:dns";
import { promisify } from "node:util";

import { destinationOf } from "./destination.ts";
import { standInOf } from "./stand-ins.ts";

/** Answers questions for the hosts of the policy without asking DNS. */
export function redirectLookups(): void {
  for (const target of [dns, dns.Resolver.prototype]) {
    for (const name of Object.keys(FAMILIES)) wrap(target, name, answerBack);
  }
  for (const target of [dns.promises, dns.promises.Resolver.prototype]) {
    for (const name of Object.keys(FAMILIES)) wrap(target, name, answerLater);
  }
  // What promisify would make of the function that Node.js wrote.
  Reflect.set(dns.lookup, promisify.custom, dns.promises.lookup);
}

type Answer = (args: readonly unknown[], records: Records) => unknown;

/** What a question is answered with. `lookup` called back has the family as its second value. */
type Records = readonly unknown[];

function wrap(target: object, name: string, answer: Answer): void {
  const genuine: unknown = Reflect.get(target, name);
  if (typeof genuine !== "function") return;
  Reflect.set(target, name, function redirected(this: unknown, ...args: unknown[]) {
    const records = typeof args[0] === "string" ? recordsFor(name, args[0], args[1]) : undefined;
    if (records !== undefined) return answer(args, records);
    return Reflect.apply(genuine, this, args);
  });
}

function recordsFor(name: string, host: string, detail: unknown): Records | undefined {
  const destination = destinationOf(host);
  const family = FAMILIES[name]?.(detail);
  if (destination.kind !== "policy" || family === undefined) return undefined;
  const plain = standInOf(destination.host);
  const address = family === 6 ? `::ffff:${plain}` : plain;
  if (name !== "lookup") return [[wants(detail, "ttl") ? { address, ttl: 60 } : address]];
  return wants(detail, "all") ? [[{ address, family }]] : [address, family];
}

/** Which family is asked for; `undefined` where it is no address that is. */
const FAMILIES: Readonly<Record<string, (detail: unknown) => 4 | 6 | undefined>> = {
  lookup: (detail) => (SIX.has(wanted(detail)) ? 6 : 4),
  resolve4: () => 4,
  resolve6: () => 6,
  resolve: (type) => {
    if (type === "AAAA") return 6;
    return typeof type !== "string" || type === "A" ? 4 : undefined;
  },
};

function wanted(detail: unknown): unknown {
  const isOptions = typeof detail === "object" && detail !== null;
  return isOptions && "family" in detail ? detail.family : detail;
}

function wants(detail: unknown, option: string): boolean {
  return typeof detail === "object" && detail !== null && Reflect.get(detail, option) === true;
}

function answerBack(args: readonly unknown[], records: Records): void {
  const callback = args.at(-1);
  if (typeof callback !== "function") throw new TypeError("the last argument must be a function");
  process.nextTick(callback, null, ...records);
}

function answerLater(_args: readonly unknown[], [address, family]: Records): Promise<unknown> {
  return Promise.resolve(family === undefined ? address : { address, family });
}

const SIX: ReadonlySet<unknown> = new Set([6, "IPv6"]);
