import { isSpkiPin, parsePolicy, type Policy, type SpkiPin } from "@tlspin/core";
import {
  DAY,
  fleetOf,
  instantOf,
  parseServers,
  type Scenario,
  type ServerTimeline,
  snapshotOf,
} from "@tlspin/rotation";

/** How large a fleet is to be. */
export interface FleetSize {
  readonly releases: number;
  readonly hosts: number;
  readonly years: number;
}

/**
 * A fleet in which every release has a policy of its own, and every host rotates its key each month: a
 * release knows the keys of three months, and the past and the future beyond them refuse it.
 */
export function fleetScenario({ releases, hosts, years }: FleetSize): Scenario {
  const from = instantOf("2026-01-01");
  const months = years * 12;
  const between = (years * 365 * DAY) / releases;
  const snapshots = Array.from({ length: releases }, (_, i) => {
    const month = Math.floor((i / releases) * months);
    const policy = policyOf(i, month, hosts);
    return { policy, hash: snapshotOf(policy).hash, released: from + Math.floor(i * between) };
  });
  return {
    fleet: fleetOf({
      ledger: {
        releases: snapshots.map(({ hash, released }, i) => ({
          app: "desktop",
          platform: "tlspin",
          version: `${i}`,
          policy: hash,
          released,
        })),
      },
      policies: new Map(snapshots.map(({ hash, policy }) => [hash, policy])),
      curve: { halfLifeDays: 30 },
    }),
    servers: serversOf(hosts, months),
    from,
    until: from + years * 365 * DAY,
  };
}

function policyOf(revision: number, month: number, hosts: number): Policy {
  return parsePolicy({
    version: 1,
    revision,
    unlistedHosts: "unpinned",
    hosts: Array.from({ length: hosts }, (_, host) => ({
      host: nameOf(host),
      includeSubdomains: false,
      pins: [keyOf(host, month)],
      backupPins: [keyOf(host, month + 1), keyOf(host, month + 2)],
    })),
  });
}

function serversOf(hosts: number, months: number): ServerTimeline {
  const keys: Record<string, SpkiPin> = {};
  const timelines = Array.from({ length: hosts }, (_, host) => ({
    host: nameOf(host),
    serves: Array.from({ length: months }, (__, month) => {
      const name = `${host} ${month}`;
      keys[name] = keyOf(host, month);
      const from = new Date(Date.UTC(2026, month)).toISOString().slice(0, 10);
      return { from, rollOutDays: 2, paths: [[name]] };
    }),
  }));
  const text = JSON.stringify({ version: 1, keys, hosts: timelines });
  return parseServers({ name: "servers.json", text });
}

function nameOf(host: number): string {
  return `h${host}.example.com`;
}

/** A pin for each host and month. */
export function keyOf(host: number, month: number): SpkiPin {
  const text = `sha256/${String(host * 100_000 + month).padStart(42, "0")}A=`;
  if (!isSpkiPin(text)) throw new TypeError(`${text} is no pin`);
  return text;
}
