import { HostnameError } from "./errors.ts";

/**
 * A host in its one canonical spelling: an ASCII name in lower case without a trailing dot, or an IP
 * address (IPv4 as four decimals, IPv6 by RFC 5952 without brackets). Equal hosts are equal strings.
 */
export type Hostname = string & { readonly [brand]: "Hostname" };

/**
 * Gives a host its canonical spelling. Names are of ASCII letters, digits, "-" and "_"; an IPv6
 * address may wear brackets; an IPv4-mapped one (RFC 4291 §2.5.5.2) is the IPv4 address it reaches.
 *
 * @throws {HostnameError} It is no host: the message says why, and what to write instead.
 */
export function canonicalHostname(text: string): Hostname {
  const reading = readHostname(text);
  if (reading.hostname === undefined) throw new HostnameError(problemLine(text, reading));
  return reading.hostname;
}

/** What `readHostname` made of a text: a host, or why it is none and what to write instead. */
export type HostnameReading =
  | { readonly hostname: Hostname }
  | { readonly hostname?: never; readonly problem: string; readonly hint?: string };

/** Gives a host its canonical spelling, or says why it has none. Never throws, whatever it is given. */
export function readHostname(text: unknown): HostnameReading {
  if (typeof text !== "string") return { problem: "is not text" };
  if (text.length > LONGEST_TEXT) return { problem: "is longer than any host" };
  if (text.includes(":")) return readIpv6(text);

  const name = text.endsWith(".") ? text.slice(0, -1) : text;
  if (!NAME.test(name)) return problemOfName(text, name);
  if (name.length > LONGEST_NAME) return { problem: "has more than 253 characters" };
  if (NUMERIC_END.test(name)) return readIpv4(text);
  return { hostname: branded(name.toLowerCase()) };
}

/** Tells whether a canonical host is an IP address. */
export function isIpAddress(hostname: Hostname): boolean {
  return hostname.includes(":") || IPV4.test(hostname);
}

function readIpv4(text: string): HostnameReading {
  if (IPV4.test(text)) return { hostname: branded(text) };
  return {
    problem: "ends in a number but is no IPv4 address",
    hint: "write four decimals, such as 192.0.2.1",
  };
}

function readIpv6(text: string): HostnameReading {
  const bare = text.startsWith("[") && text.endsWith("]") ? text.slice(1, -1) : text;
  const groups = groupsOf(bare);
  if (groups === undefined) return problemWithColon(text);

  const [a = 0, b = 0] = groups.slice(6);
  const mapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
  if (mapped) return { hostname: branded(`${a >> 8}.${a & 255}.${b >> 8}.${b & 255}`) };
  return { hostname: branded(spellIpv6(groups)) };
}

/** The eight groups of an IPv6 address (RFC 4291 §2.2), or `undefined`. */
function groupsOf(text: string): readonly number[] | undefined {
  const [head = "", tail, extra] = text.split("::");
  if (extra !== undefined) return undefined;

  const before = sideOf(head);
  const after = tail === undefined ? [] : sideOf(tail);
  if (before === undefined || after === undefined) return undefined;

  const missing = 8 - before.length - after.length;
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined;
  return [...before, ...Array.from({ length: missing }, () => 0), ...after];
}

/** The groups on one side of `::`. An IPv4 address may stand for the last two. */
function sideOf(text: string): readonly number[] | undefined {
  if (text === "") return [];
  const parts = text.split(":");
  const tail = ipv4GroupsOf(parts.at(-1) ?? "");
  const hex = tail === undefined ? parts : parts.slice(0, -1);
  if (!hex.every((part) => GROUP.test(part))) return undefined;
  return [...hex.map((part) => Number.parseInt(part, 16)), ...(tail ?? [])];
}

function ipv4GroupsOf(text: string): readonly number[] | undefined {
  if (!IPV4.test(text)) return undefined;
  const [a = 0, b = 0, c = 0, d = 0] = text.split(".").map(Number);
  return [(a << 8) | b, (c << 8) | d];
}

/** RFC 5952 §4: lower case, no leading zeros, the first longest run of zero groups becomes `::`. */
function spellIpv6(groups: readonly number[]): string {
  const text = groups.map((group) => group.toString(16)).join(":");
  const runs = [...text.matchAll(/\b0(?::0)+\b/g)].map(([run]) => run);
  const longest = runs.reduce((best, run) => (run.length > best.length ? run : best), "");
  if (longest === "") return text;

  const at = text.search(new RegExp(`\\b${longest}\\b`));
  return `${text.slice(0, at).replace(/:$/, "")}::${text.slice(at + longest.length).replace(/^:/, "")}`;
}

function problemOfName(text: string, name: string): HostnameReading {
  for (const [pattern, problem, hint] of PROBLEMS) {
    if (pattern.test(text)) return hint === undefined ? { problem } : { problem, hint };
  }
  if (name.split(".").some((label) => label.length > 63)) {
    return { problem: "has a label of more than 63 characters" };
  }
  return { problem: "has a character that no host name has" };
}

function problemWithColon(text: string): HostnameReading {
  if (/^[A-Za-z][A-Za-z0-9+.-]*:\/\//.test(text)) {
    return { problem: "is a URL", hint: "write its host alone" };
  }
  if (text.includes("@")) return { problem: "names a user", hint: "write the host alone" };
  if (text.includes("%")) return { problem: "has an IPv6 zone", hint: "leave the zone out" };
  if (/^(?:[^:]+|\[.*\]):\d*$/.test(text)) {
    return { problem: "has a port", hint: "a pin holds for each port of a host: leave it out" };
  }
  return { problem: "is no IPv6 address" };
}

function problemLine(text: string, { problem, hint }: { problem: string; hint?: string }): string {
  const shown = JSON.stringify(text.slice(0, 80));
  return `${shown} ${problem}${hint === undefined ? "" : `: ${hint}`}`;
}

function branded(canonical: string): Hostname {
  return canonical as Hostname;
}

// Letters, digits, "-" and "_". RFC 1123 §2.1 wants no hyphen at the ends of a label and no underscore,
// but such hosts exist, every TLS library proves them, and their spelling is not ambiguous.
const NAME = /^[A-Za-z0-9_-]{1,63}(?:\.[A-Za-z0-9_-]{1,63})*$/;

// URL parsers read a host whose last label is a number as IPv4 (WHATWG URL, "ends in a number").
const NUMERIC_END = /(?:^|\.)(?:\d+|0[xX][0-9A-Fa-f]*)$/;

const IPV4 = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/;

const GROUP = /^[0-9A-Fa-f]{1,4}$/;

// RFC 1035 §2.3.4: 255 octets on the wire are 253 characters of text.
const LONGEST_NAME = 253;

const LONGEST_TEXT = 1000;

const PROBLEMS: readonly (readonly [RegExp, string, string?])[] = [
  [/^\.?$/, "is empty"],
  [/\.\.$/, "has several trailing dots"],
  [/^\.|\.\./, "has an empty label"],
  [/\0/, "has a NUL byte"],
  [/\s/, "has white space"],
  [/[^\0-\x7f]/, "is not ASCII", "write its A-label form (xn--…), as a URL parser gives it"],
  [/\*/, "is a wildcard", 'write the parent domain with "includeSubdomains": true'],
  [/@/, "names a user", "write the host alone"],
  [/[/?#]/, "has a path", "write the host alone"],
];

declare const brand: unique symbol;
