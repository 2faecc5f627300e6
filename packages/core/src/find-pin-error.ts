import { isPinError, type PinningError, type PinningErrorCode } from "./errors.ts";

/** What is left of an error of tlspin's in what a client library threw or emitted. */
export interface FoundPinError {
  readonly code: PinningErrorCode;
  /** Our message, or the text of the library's that holds it. */
  readonly message: string;
  /** The error itself, where the library kept it. */
  readonly error?: PinningError;
  /** Where it was: `cause.detail`, or the empty string for what was handed in. For people. */
  readonly path: string;
}

/**
 * Looks for an error of tlspin's in whatever a client library made of it: wrapped, listed, put into a
 * map or an event. Where the object is lost, the code or the text that survived is found.
 *
 * For finding and logging, like `isPinError`: who holds what a server wrote may be told anything.
 * It never throws, whatever it is given, and looks at a bounded number of places.
 */
export function findPinError(error: unknown): FoundPinError | undefined {
  const places = placesIn(error);
  return first(places, kept) ?? first(places, coded) ?? first(places, quoted);
}

interface Place {
  readonly value: unknown;
  readonly path: string;
}

/** What was handed in and what it leads to, the nearest first, each once. */
function placesIn(error: unknown): readonly Place[] {
  const places: Place[] = [{ value: error, path: "" }];
  const seen = new Set<unknown>([error]);
  // The list grows while it is read.
  for (const place of places) {
    for (const next of nextOf(place)) {
      if (places.length >= MOST_PLACES) return places;
      if (seen.has(next.value)) continue;
      seen.add(next.value);
      places.push(next);
    }
  }
  return places;
}

function nextOf({ value, path }: Place): readonly Place[] {
  if (!isObject(value)) return [];
  return linksOf(value)
    .filter(([, next]) => isObject(next) || typeof next === "string")
    .map(([name, next]) => ({ value: next, path: path === "" ? name : `${path}.${name}` }));
}

function linksOf(value: object): readonly (readonly [string, unknown])[] {
  try {
    if (value instanceof Map) return entriesOf(value);
    const names = isContainer(value) ? Object.keys(value).slice(0, MOST_PLACES) : LINKS;
    return names.map((name) => [name, read(value, name)]);
  } catch {
    // A revoked proxy, a map that is none.
    return [];
  }
}

function entriesOf(map: ReadonlyMap<unknown, unknown>): readonly (readonly [string, unknown])[] {
  const links: (readonly [string, unknown])[] = [];
  for (const [key, value] of map) {
    if (links.length >= MOST_PLACES) break;
    links.push([typeof key === "string" ? key : typeof key, value]);
  }
  return links;
}

/** A list or a plain record of errors, all of whose values count. */
function isContainer(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return Array.isArray(value) || prototype === Object.prototype || prototype === null;
}

function first(
  places: readonly Place[],
  look: (place: Place) => FoundPinError | undefined,
): FoundPinError | undefined {
  for (const place of places) {
    const found = look(place);
    if (found !== undefined) return found;
  }
  return undefined;
}

function kept({ value, path }: Place): FoundPinError | undefined {
  try {
    if (!isPinError(value)) return undefined;
  } catch {
    return undefined;
  }
  const code = codeIn(messageOf(value)) ?? read(value, "code");
  // Some libraries write a code of their own on our object. The message keeps ours.
  return isCode(code) ? { code, message: messageOf(value), error: value, path } : undefined;
}

function coded({ value, path }: Place): FoundPinError | undefined {
  if (!isObject(value)) return undefined;
  const code = read(value, "code");
  return isCode(code) ? { code, message: messageOf(value), path } : undefined;
}

function quoted({ value, path }: Place): FoundPinError | undefined {
  const message = typeof value === "string" ? value : isObject(value) ? messageOf(value) : "";
  const code = codeIn(message);
  return code === undefined ? undefined : { code, message, path };
}

function messageOf(value: object): string {
  const message = read(value, "message");
  return typeof message === "string" ? message : "";
}

function codeIn(text: string): PinningErrorCode | undefined {
  const [, code] = /\[(ERR_TLSPIN_[A-Z_]{1,40})\]/.exec(text.slice(0, LONGEST_TEXT)) ?? [];
  return isCode(code) ? code : undefined;
}

function isCode(value: unknown): value is PinningErrorCode {
  return typeof value === "string" && Object.hasOwn(CODES, value);
}

/** What a property holds, or `undefined` where reading it throws. */
function read(value: object, name: string): unknown {
  try {
    return Reflect.get(value, name);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

// Where the libraries that were measured put what they caught: most of them in `cause`, stripe in
// `detail`, node-redis in `originalError`, cassandra-driver in `innerErrors` by host, AggregateError in
// `errors`, events in `error`, socket.io in `description` or in `context`, whose `statusText` it is,
// mongodb in the `servers` of its `reason`.
const LINKS: readonly string[] = [
  "cause",
  "error",
  "detail",
  "originalError",
  "innerErrors",
  "errors",
  "context",
  "description",
  "statusText",
  "reason",
  "servers",
  "details",
];

const MOST_PLACES = 1000;

// A message lists a chain and pins. What is longer is somebody's document.
const LONGEST_TEXT = 100_000;

const CODES: Readonly<Record<PinningErrorCode, true>> = {
  ERR_TLSPIN_CERTIFICATE: true,
  ERR_TLSPIN_HOSTNAME: true,
  ERR_TLSPIN_OPTION: true,
  ERR_TLSPIN_PEER_REJECTED: true,
  ERR_TLSPIN_PIN: true,
  ERR_TLSPIN_POLICY: true,
  ERR_TLSPIN_ROTATION: true,
  ERR_TLSPIN_RUNTIME: true,
};
