import { domainToASCII } from "node:url";

import { canonicalHostname, type Hostname, HostnameError } from "@tlspin/core";

/**
 * The one spelling of a host that is used for the look-up, DNS, SNI and the identity check alike.
 * International names become A-labels by the platform's IDNA. `undefined` for what is no host.
 */
export function hostOf(text: unknown): Hostname | undefined {
  if (typeof text !== "string") return undefined;
  try {
    return canonicalHostname(isAscii(text) ? text : domainToASCII(text));
  } catch (error) {
    if (error instanceof HostnameError) return undefined;
    throw error;
  }
}

function isAscii(text: string): boolean {
  return !/[\u0080-\uffff]/.test(text);
}
