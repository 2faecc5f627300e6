import { constants } from "node:crypto";
import { createSecureContext, type SecureContext } from "node:tls";

import { OptionError, type MinTls } from "@tlspin/core";

import { STRONG_CIPHERS } from "./guard.ts";

/** The options that go into a secure context: whom to trust, who we are, which versions to speak. */
export const CONTEXT_OPTIONS = [
  "ca",
  "cert",
  "crl",
  "key",
  "maxVersion",
  "minVersion",
  "passphrase",
  "pfx",
] as const;

export type ContextOptions = { readonly [Name in (typeof CONTEXT_OPTIONS)[number]]?: unknown };

/** Makes secure contexts, and keeps the last few: one costs more than a handshake. */
export class SecureContexts {
  #kept: readonly KeptContext[] = [];

  /** @throws {OptionError} A version is not TLS 1.2 or 1.3, the versions leave none, or `ca` is empty. */
  contextFor(options: ContextOptions, minTls: MinTls): SecureContext {
    const settings = settingsOf(options, minTls);
    const kept = this.#kept.find((candidate) => isSame(candidate.settings, settings));
    if (kept !== undefined) return kept.context;

    const context = createSecureContext(settings);
    this.#kept = [{ settings, context }, ...this.#kept.slice(0, MOST_KEPT - 1)];
    return context;
  }
}

interface KeptContext {
  readonly settings: Settings;
  readonly context: SecureContext;
}

type Settings = Readonly<Record<string, unknown>> & { readonly minVersion: Version };

type Version = "TLSv1.2" | "TLSv1.3";

/** The lowest version of a connection: the policy's, or the caller's where that is higher. */
export function minVersionOf(options: ContextOptions, minTls: MinTls): Version {
  const asked = versionOf("minVersion", options.minVersion);
  return asked === "TLSv1.3" || minTls === "1.3" ? "TLSv1.3" : "TLSv1.2";
}

function settingsOf(options: ContextOptions, minTls: MinTls): Settings {
  refuseEmptyCa(options.ca);
  const minVersion = minVersionOf(options, minTls);
  const maxVersion = versionOf("maxVersion", options.maxVersion);
  if (maxVersion === "TLSv1.2" && minVersion === "TLSv1.3") {
    throw new OptionError("maxVersion", "is below the lowest version that the policy allows");
  }
  // No prototype: `createSecureContext` must find nothing that is not said here.
  const copies = Object.entries(options).map(([name, value]) => [name, copyOf(value)] as const);
  return Object.assign(Object.create(null), Object.fromEntries(copies), {
    minVersion,
    maxVersion: maxVersion ?? "TLSv1.3",
    ciphers: STRONG_CIPHERS,
    // A server that was proven could show another certificate later (TLS 1.2), behind our back.
    secureOptions: constants.SSL_OP_NO_RENEGOTIATION,
  });
}

/** A runtime takes an empty text for none, and Bun an empty list too, and then trusts its own store. */
function refuseEmptyCa(ca: unknown): void {
  if (ca === undefined) return;
  const isList = typeof ca === "string" || Array.isArray(ca);
  if (isList ? ca.length > 0 : typeof ca === "object" && ca !== null) return;
  throw new OptionError("ca", "is empty: leave it out to trust the runtime's own store");
}

function versionOf(option: string, value: unknown): Version | undefined {
  if (value === undefined || value === "TLSv1.2" || value === "TLSv1.3") return value;
  throw new OptionError(option, 'must be "TLSv1.2" or "TLSv1.3"');
}

function isSame(a: Settings, b: Settings): boolean {
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...names].every((name) => isSameValue(a[name], b[name]));
}

function isSameValue(a: unknown, b: unknown): boolean {
  if (!Array.isArray(a) || !Array.isArray(b)) return a === b;
  return a.length === b.length && a.every((member, i) => member === b[i]);
}

// A list is copied, because its owner may change it in place.
function copyOf(value: unknown): unknown {
  return Array.isArray(value) ? [...value] : value;
}

const MOST_KEPT = 8;
