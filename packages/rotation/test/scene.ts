import { parsePolicy, type Policy } from "@tlspin/core";
import type { Platform } from "@tlspin/formats";

import {
  type FleetEvidence,
  fleetOf,
  type Instant,
  instantOf,
  parseServers,
  type Release,
  type Scenario,
  simulate,
  type Simulation,
  snapshotOf,
} from "../src/index.ts";
import { pin } from "./keys.ts";

/** A release as a test writes it. */
export interface ReleaseWish {
  readonly app?: string;
  readonly version: string;
  readonly policy: Policy;
  readonly released: string;
  readonly ended?: string;
  readonly platform?: Platform;
}

/** What a test simulates. */
export interface SceneWish extends Pick<FleetEvidence, "samples" | "curve"> {
  readonly releases: readonly ReleaseWish[];
  /** Keys are pins by their letter, unless `keys` says more. */
  readonly hosts: readonly object[];
  readonly keys?: Readonly<Record<string, unknown>>;
  readonly from?: string;
  readonly until?: string;
  readonly clockSkew?: number;
}

/** The scenario of a scene. */
export function sceneOf(wish: SceneWish): Scenario {
  const { releases, samples, curve, hosts, keys = {}, clockSkew } = wish;
  const snapshots = releases.map(({ policy }) => ({ policy, hash: snapshotOf(policy).hash }));
  const servers = { version: 1, keys: { ...lettersOf(hosts), ...keys }, hosts };
  return {
    fleet: fleetOf({
      ledger: { releases: releases.map(releaseOf) },
      policies: new Map(snapshots.map(({ hash, policy }) => [hash, policy])),
      ...(samples === undefined ? {} : { samples }),
      ...(curve === undefined ? {} : { curve }),
    }),
    servers: parseServers({ name: "servers.json", text: JSON.stringify(servers) }),
    from: at(wish.from ?? "2026-12-01"),
    until: at(wish.until ?? "2028-01-01"),
    ...(clockSkew === undefined ? {} : { clockSkew }),
  };
}

/** Simulates a scene. */
export function simulated(wish: SceneWish): Simulation {
  return simulate(sceneOf(wish));
}

/** A policy with one rule, for `api.example.com` unless the rule says otherwise. */
export function policyOf(
  pins: readonly unknown[],
  backupPins: readonly unknown[],
  changes: Readonly<Record<string, unknown>> = {},
): Policy {
  const { revision = 1, issued, ...rule } = changes;
  const host = "api.example.com";
  return parsePolicy({
    version: 1,
    revision,
    ...(issued === undefined ? {} : { issued }),
    unlistedHosts: "unpinned",
    hosts: [{ host, includeSubdomains: false, pins, backupPins, ...rule }],
  });
}

/** A pin of a CA. */
export function ca(letter: string): object {
  return { spki: pin(letter), at: "ca" };
}

export function at(text: string): Instant {
  return instantOf(text);
}

function releaseOf(wish: ReleaseWish): Release {
  const { app = "desktop", platform = "tlspin", version, policy, released, ended } = wish;
  return {
    app,
    platform,
    version,
    policy: snapshotOf(policy).hash,
    released: at(released),
    ...(ended === undefined ? {} : { ended: at(ended) }),
  };
}

function lettersOf(hosts: readonly object[]): Readonly<Record<string, string>> {
  const served = JSON.stringify(hosts).match(/"[A-Za-z]"/g) ?? [];
  const letters = ["A", "B", "C", "D", ...served.map((each) => each.slice(1, -1))];
  return Object.fromEntries(letters.map((each) => [each, pin(each)]));
}
