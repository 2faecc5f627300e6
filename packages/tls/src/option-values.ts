import type { LookupFunction } from "node:net";
import { Duplex } from "node:stream";
import type { PeerCertificate } from "node:tls";

import { OptionError } from "@tlspin/core";

// Options arrive as `unknown`: JavaScript callers and libraries hand over what they like. Each reader
// gives the value its type, or says what it must be.

/** A caller's own check of the server's identity. */
export type IdentityCheck = (hostname: string, certificate: PeerCertificate) => Error | undefined;

/** @throws {OptionError} It is no TCP port. */
export function portOf(value: unknown): number {
  const port = typeof value === "string" && /^\d{1,5}$/.test(value) ? Number(value) : value;
  if (typeof port === "number" && Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new OptionError("port", "must be a number from 1 to 65535");
}

/** @throws {OptionError} It is no number of milliseconds. */
export function timeoutOf(value: unknown): number {
  if (value === undefined || value === 0) return DEFAULT_TIMEOUT;
  if (typeof value === "number" && value > 0 && value < 2 ** 31) return value;
  throw new OptionError("timeout", "must be a number of milliseconds");
}

/** @throws {OptionError} It is no function. */
export function identityCheckOf(value: unknown): IdentityCheck | undefined {
  if (value === undefined || isIdentityCheck(value)) return value;
  throw new OptionError("checkServerIdentity", "must be a function");
}

/** @throws {OptionError} It is no function. */
export function lookupOf(value: unknown): LookupFunction | undefined {
  if (value === undefined || isLookup(value)) return value;
  throw new OptionError("lookup", "must be a function, as dns.lookup");
}

/** @throws {OptionError} It is no stream, or holds data that nobody read. */
export function socketOf(value: unknown): Duplex | undefined {
  if (value === undefined) return undefined;
  if (!(value instanceof Duplex)) throw new OptionError("socket", "must be a stream");
  if (value.destroyed) throw new OptionError("socket", "is closed");
  // What came before the handshake is not authenticated: injected commands must not be taken for the
  // first words of the TLS session (CVE-2011-0411).
  if (value.readableLength > 0) {
    throw new OptionError("socket", "holds data that was sent before TLS: read it, or give up");
  }
  return value;
}

/** @throws {OptionError} It is no signal. */
export function signalOf(value: unknown): AbortSignal | undefined {
  if (value === undefined || value instanceof AbortSignal) return value;
  throw new OptionError("signal", "must be an AbortSignal");
}

/** @throws {OptionError} It is no list of protocol names. */
export function protocolsOf(value: unknown): string[] | undefined {
  if (value === undefined) return undefined;
  if (Array.isArray(value) && value.every((name) => typeof name === "string")) return [...value];
  throw new OptionError("ALPNProtocols", 'must be a list of names, such as ["http/1.1"]');
}

/** @throws {OptionError} It is no address family. */
export function familyOf(value: unknown): number | undefined {
  if (value === undefined || value === 0 || value === 4 || value === 6) return value;
  throw new OptionError("family", "must be 0, 4 or 6");
}

/** @throws {OptionError} It is no text. */
export function textOf(option: string, value: unknown): string | undefined {
  if (value === undefined || typeof value === "string") return value;
  throw new OptionError(option, "must be text");
}

function isIdentityCheck(value: unknown): value is IdentityCheck {
  return typeof value === "function";
}

function isLookup(value: unknown): value is LookupFunction {
  return typeof value === "function";
}

const DEFAULT_TIMEOUT = 30_000;
