import { domainToASCII } from "node:url";

import { canonicalHostname, type Hostname } from "@tlspin/core";

import { usageError } from "./command-error.ts";

/** Where to dial: a host and a TCP port. */
export interface HostAddress {
  readonly host: Hostname;
  readonly port: number;
}

/**
 * Reads `host`, `host:port`, `[ipv6]:port` or a bare IPv6 address.
 *
 * @param usual - The port where none is given.
 * @throws {CommandError} It is none of these.
 * @throws {HostnameError} The host is no name or address.
 */
export function hostAddressOf(text: string, usual: number = HTTPS_PORT): HostAddress {
  if (text.includes("://")) throw usageError(`${text} is a URL`, `write ${hostOfUrl(text)}`);
  const parts = partsOf(text);
  return {
    host: canonicalHostname(asciiOf(parts.host)),
    port: portOf(parts.port, { whole: text, usual }),
  };
}

/** Spells an address as it is typed. */
export function addressText({ host, port }: HostAddress): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}

function partsOf(text: string): { readonly host: string; readonly port: string | undefined } {
  const [, bracketed, rest] = /^\[([^\]]*)\](.*)$/s.exec(text) ?? [];
  if (bracketed !== undefined) return { host: bracketed, port: portTextOf(rest ?? "", text) };
  const colon = text.indexOf(":");
  // Two colons and no brackets: an IPv6 address without a port.
  if (colon === -1 || colon !== text.lastIndexOf(":")) return { host: text, port: undefined };
  return { host: text.slice(0, colon), port: text.slice(colon + 1) };
}

function portTextOf(rest: string, text: string): string | undefined {
  if (rest === "") return undefined;
  if (rest.startsWith(":")) return rest.slice(1);
  throw usageError(`${text} is no address`, "write [2001:db8::1]:443");
}

interface PortContext {
  readonly whole: string;
  readonly usual: number;
}

function portOf(text: string | undefined, { whole, usual }: PortContext): number {
  if (text === undefined) return usual;
  const port = /^[0-9]{1,5}$/.test(text) ? Number(text) : 0;
  if (port >= 1 && port <= 65_535) return port;
  throw usageError(`${whole}: the port is not a number from 1 to 65535`, "write host:443");
}

/** The policy holds ASCII names only, so a name in another script is converted once, here (IDNA). */
function asciiOf(host: string): string {
  return /[\u0080-\uffff]/.test(host) ? domainToASCII(host) : host;
}

function hostOfUrl(text: string): string {
  const host = URL.canParse(text) ? new URL(text).host : "";
  return host === "" ? "the host alone" : host;
}

const HTTPS_PORT = 443;
