import { lookup } from "node:dns/promises";

import { canonicalHostname, isIpAddress } from "@tlspin/core";
import { InvalidArgumentError } from "commander";

import { usageError } from "../command-error.ts";
import { dialError } from "../dial-error.ts";
import { addressText, type HostAddress, hostAddressOf } from "../host-address.ts";

/** Where a host is to be found, instead of where DNS says: curl's `--resolve`. */
export interface Resolution {
  readonly address: HostAddress;
  readonly targets: readonly HostAddress[];
}

/** Which addresses of a name are dialled. */
export interface ResolveOptions {
  readonly resolve: readonly Resolution[];
  readonly connect?: HostAddress;
  readonly family?: 4 | 6;
}

/**
 * Finds every address of a host: of a name in DNS all of them, IPv4 and IPv6.
 *
 * @throws {CommandError} The name is not known, or has no address of the family.
 */
export async function targetsOf(
  address: HostAddress,
  { resolve, connect, family }: ResolveOptions,
): Promise<readonly HostAddress[]> {
  const said = resolve.find((each) => addressText(each.address) === addressText(address));
  if (said !== undefined) return said.targets;
  const { host, port } = connect ?? address;
  if (isIpAddress(host)) return [{ host, port }];
  try {
    const found = await lookup(host, { all: true, ...(family === undefined ? {} : { family }) });
    const distinct = new Set(found.map((each) => each.address));
    return [...distinct].map((ip) => ({ host: canonicalHostname(ip), port }));
  } catch (error) {
    throw dialError(error, address, { host, port });
  }
}

/** Reads `host:port:addr[,addr]…`. An address may name a port of its own: `127.0.0.1:8443`. */
export function resolutionOf(text: string): Resolution {
  const [, name = "", targets = ""] = /^([^:]+:[0-9]+):(.+)$/.exec(text) ?? [];
  if (name === "")
    throw new InvalidArgumentError("Write api.example.com:443:192.0.2.1,[2001:db8::1].");
  const address = hostAddressOf(name);
  return { address, targets: targets.split(",").map((target) => targetOf(target, address.port)) };
}

function targetOf(text: string, port: number): HostAddress {
  const target = hostAddressOf(text, port);
  if (isIpAddress(target.host)) return target;
  throw usageError(`--resolve: ${text} is no IP address`, "write 192.0.2.1 or [2001:db8::1]");
}
