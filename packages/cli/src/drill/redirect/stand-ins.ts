/**
 * An address that stands for a host where a program looks it up first and dials later. It is of the
 * loopback range, so that even a dial which escapes the redirect stays on this machine.
 */
export function standInOf(host: string): string {
  const known = ADDRESSES.get(host);
  if (known !== undefined) return known;
  const number = ADDRESSES.size + 1;
  const address = `${PREFIX}${number >> 8}.${number & 0xff}`;
  ADDRESSES.set(host, address);
  HOSTS.set(address, host);
  HOSTS.set(new URL(`http://[::ffff:${address}]`).hostname.slice(1, -1), host);
  return address;
}

/** The host that an address stands for. */
export function standsFor(address: string): string | undefined {
  return HOSTS.get(address);
}

const PREFIX = "127.83.";

const ADDRESSES = new Map<string, string>();
const HOSTS = new Map<string, string>();
