import { domainToASCII } from "node:url";

import { canonicalHostname, type Hostname, HostnameError } from "@tlspin/core";

/**
 * The one spelling of a host that is used for the look-up, DNS, SNI and the identity check alike.
 * International names become A-labels by the platform's IDNA. `undefined` for what is no host.
 */
export function hostOf(text: unknown): Hostname | undefined {
  if (typeof text !== "string") return undefined;
  try {
    return canonicalHostname(isAscii(text) ? text : toAscii(text));
  } catch (error) {
    if (error instanceof HostnameError) return undefined;
    throw error;
  }
}

/** The platform's IDNA reads a host as a URL does: it would cut one at "/" and drop a tab. */
function toAscii(text: string): string {
  return /[\0-\u0020"#%/:<>?@[\\\]^`{|}\u007f]/.test(text) ? "" : domainToASCII(text);
}

function isAscii(text: string): boolean {
  return !/[\u0080-\uffff]/.test(text);
}
