import { HostnameError } from "./errors.ts";

/**
 * A host in its one canonical spelling: an ASCII name in lower case without a trailing dot, or an IP
 * address (IPv4 as four decimals, IPv6 by RFC 5952 without brackets). Equal hosts are equal strings.
 */
export type Hostname = string & { readonly [brand]: "Hostname" };

declare const brand: unique symbol;
