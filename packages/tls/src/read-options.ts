import { OptionError } from "@tlspin/core";

/** The options that a door takes, read once. It has no prototype, so that only they are found in it. */
export type OptionsRead<Known extends string> = Readonly<Partial<Record<Known, unknown>>>;

/**
 * Reads a caller's options by an allow-list, once, as own data properties: a getter could answer
 * differently the next time, and a polluted prototype could add some.
 *
 * @throws {OptionError} An option is unknown, computed, or would weaken enforcement.
 */
export function readOptions<Known extends string>(
  options: object,
  known: readonly Known[],
): OptionsRead<Known> {
  requirePlain(options);
  const read: Partial<Record<Known, unknown>> = Object.create(null);
  for (const [name, property] of Object.entries(Object.getOwnPropertyDescriptors(options))) {
    if (!("value" in property)) throw new OptionError(name, COMPUTED);
    if (property.value === undefined) continue;
    refuseWeakening(name, property.value);
    if (includes(known, name)) read[name] = property.value;
    else if (!HARMLESS.has(name))
      throw new OptionError(name, `is not an option here: there are ${known.join(", ")}`);
  }
  return read;
}

/**
 * Reads what a door needs from the options that `node:https` hands to an agent. They hold the whole
 * request, so what is unknown is left out; what would weaken enforcement is refused.
 *
 * @throws {OptionError} An option would weaken enforcement, or is computed.
 */
export function pickOptions<Known extends string>(
  options: object,
  known: readonly Known[],
): OptionsRead<Known> {
  const read: Partial<Record<Known, unknown>> = Object.create(null);
  for (const [name, property] of Object.entries(Object.getOwnPropertyDescriptors(options))) {
    const relevant = includes(known, name) || Object.hasOwn(WEAKENING, name);
    if (!relevant) continue;
    if (!("value" in property)) throw new OptionError(name, COMPUTED);
    if (property.value === undefined || property.value === null) continue;
    refuseWeakening(name, property.value);
    if (includes(known, name)) read[name] = property.value;
  }
  return read;
}

/** What an object inherits would be left out in silence. */
function requirePlain(options: object): void {
  const prototype: unknown = Object.getPrototypeOf(options);
  const plain =
    prototype === null || (isObject(prototype) && Object.getPrototypeOf(prototype) === null);
  if (!plain) throw new OptionError("options", "must be a plain object: nothing is inherited");
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

/** Those of some options that have one of these names. */
export function pickNames<Name extends string>(
  options: OptionsRead<Name>,
  names: readonly Name[],
): OptionsRead<Name> {
  const picked: Partial<Record<Name, unknown>> = Object.create(null);
  for (const name of names) if (options[name] !== undefined) picked[name] = options[name];
  return picked;
}

function includes<Known extends string>(known: readonly Known[], name: string): name is Known {
  return known.some((candidate) => candidate === name);
}

function refuseWeakening(name: string, value: unknown): void {
  const why = Object.hasOwn(WEAKENING, name) ? WEAKENING[name]?.(value) : undefined;
  if (why !== undefined) throw new OptionError(name, why);
}

const COMPUTED = "is computed by a getter: hand in a value";

// `rejectUnauthorized: true` says what is done anyway.
const HARMLESS: ReadonlySet<string> = new Set(["rejectUnauthorized"]);

const WEAKENING: Readonly<Record<string, (value: unknown) => string | undefined>> = {
  rejectUnauthorized: (value) =>
    value === true
      ? undefined
      : "must not be turned off: pins add to TLS validation, they do not replace it",
  allowPartialTrustChain: (value) =>
    value === false ? undefined : "would accept a chain that ends below a trusted root",
  pskCallback: () => "would connect without a certificate, so that there is nothing to pin",
  session: () => "would resume a session without showing its certificate",
  secureContext: () => "could hold settings that tlspin cannot see: give ca, cert and key instead",
  secureProtocol: () => "could select a TLS version below the policy's: use minVersion",
};
