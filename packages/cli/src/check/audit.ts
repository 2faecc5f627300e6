import { findRule, type HostRule } from "@tlspin/core";
import pMap from "p-map";

import { CommandError } from "../command-error.ts";
import type { HostAddress } from "../host-address.ts";
import { progressOf } from "../progress.ts";
import { agreementChecks } from "./agreement.ts";
import { type AddressFacts, auditAddress, type AuditOptions, type Where } from "./audit-address.ts";
import { type Check, notChecked } from "./check.ts";
import { checksOf } from "./checks-of.ts";
import { type ResolveOptions, targetsOf } from "./resolve.ts";

/** An audited host: what holds for the name, and for each of its addresses. */
export interface HostAudit {
  readonly address: HostAddress;
  readonly rule?: HostRule;
  readonly checks: readonly Check[];
  readonly addresses: readonly AddressAudit[];
}

/** An audited address. */
export interface AddressAudit {
  readonly facts: AddressFacts;
  readonly checks: readonly Check[];
}

/** How hosts are audited. */
export interface HostsOptions extends Omit<AuditOptions, "httpPort">, ResolveOptions {
  readonly minDays: number;
  /** Where the redirect to https is expected, if the command line says so. 0: nowhere. */
  readonly httpPort?: number;
}

/** Audits hosts, a few addresses at a time. */
export async function audit(
  hosts: readonly HostAddress[],
  options: HostsOptions,
): Promise<readonly HostAudit[]> {
  const found = await pMap(hosts, (address) => findTargets(address, options), AT_ONCE);
  const places = found.flatMap((each) => each.places);
  const progress = progressOf(places.length, "addresses");
  const { httpPort, ...own } = options;
  const auditOne = (where: Where): Promise<AddressFacts> =>
    auditAddress(where, { ...own, ...httpPortOf(where, httpPort) }).finally(progress.step);
  const facts = await pMap(places, auditOne, AT_ONCE).finally(progress.end);
  return found.map((each) => hostAudit(each, facts, options));
}

interface Found {
  readonly address: HostAddress;
  readonly places: readonly Where[];
  readonly failure?: CommandError;
}

async function findTargets(address: HostAddress, options: ResolveOptions): Promise<Found> {
  try {
    const targets = await targetsOf(address, options);
    return { address, places: targets.map((target) => ({ address, target })) };
  } catch (error) {
    if (error instanceof CommandError) return { address, places: [], failure: error };
    throw error;
  }
}

// Elsewhere than on the usual ports, only the command line can know where http is.
function httpPortOf(
  { address, target }: Where,
  httpPort: number | undefined,
): Pick<AuditOptions, "httpPort"> {
  if (httpPort !== undefined) return httpPort === 0 ? {} : { httpPort };
  return address.port === 443 && target.port === 443 ? { httpPort: 80 } : {};
}

function hostAudit(
  { address, failure }: Found,
  facts: readonly AddressFacts[],
  options: HostsOptions,
): HostAudit {
  const own = facts.filter((each) => each.address === address);
  const rule = findRule(options.policy, address.host);
  const missing =
    failure === undefined ? [] : [notChecked("address", failure.message, failure.hint)];
  return {
    address,
    ...(rule === undefined ? {} : { rule }),
    checks: [...missing, ...agreementChecks(own)],
    addresses: own.map((each) => ({ facts: each, checks: checksOf(each, options) })),
  };
}

const AT_ONCE = { concurrency: 8 };
