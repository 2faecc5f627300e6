import { findRule, type Pin } from "@tlspin/core";
import type { JudgementReason } from "@tlspin/formats";

import type { Fleet } from "../fleet.ts";
import { textOfInstant } from "../instant.ts";
import { nameOfRelease } from "../ledger/release.ts";
import type { ServerTimeline } from "../servers/timeline.ts";
import type { Finding } from "./simulation.ts";

/** What a sentence is told besides its finding. */
export interface Told {
  readonly fleet: Fleet;
  readonly servers: ServerTimeline;
  readonly clockSkew: number;
}

/**
 * A finding in a sentence: who, how many, from when, by what and why.
 *
 * @example `desktop 4.1.0, 6.2 % of its users, is refused from 2027-01-14, when api.example.com
 *   starts serving key C, because it knows only A and B`
 */
export function counterExampleOf(finding: Finding, told: Told): string {
  const { release, share, from, detail } = finding;
  const who = `${nameOfRelease(release)}, ${percentOf(share)} of its users`;
  if (finding.outcome === "does-not-start") {
    return `${who}, does not start from ${textOfInstant(from)} on: ${detail ?? finding.reason}`;
  }
  const what = finding.outcome === "refuses" ? "is refused" : "is unpinned";
  return `${who}, ${what} from ${textOfInstant(from)}, ${whenOf(finding, told)}, ${becauseOf(finding, told)}`;
}

/** A share for people: never 0 or 100 where it is neither. */
export function percentOf(share: number): string {
  const percent = share * 100;
  if (percent > 0 && percent < 0.1) return "less than 0.1 %";
  if (percent < 100 && percent > 99.9) return "more than 99.9 %";
  return `${percent.toFixed(1).replace(/\.0$/, "")} %`;
}

function whenOf(finding: Finding, told: Told): string {
  const { release, host, from, state } = finding;
  if (finding.reason === "pins-expired") return expiryText(finding, told);
  const served = servedText(finding, told);
  if (from === state.from) return `when ${host} starts serving ${served}`;
  const day = from === release.released ? "the day it is out, " : "";
  return `${day}while ${host} serves ${served}`;
}

function expiryText({ host }: Finding, { clockSkew }: Told): string {
  const clocks = clockSkew === 0 ? "" : ", on clocks that are off as far as assumed";
  return `when its pins for ${host} expire${clocks}`;
}

/** The leaf alone where only leaves are pinned, else the whole path. */
function servedText(finding: Finding, told: Told): string {
  const [leaf, ...others] = finding.state.path.keys.map(({ name }) => name);
  if (others.length === 0 || !pinsOf(finding, told).some(({ at }) => at === "ca")) {
    return `key ${leaf}`;
  }
  return `key ${leaf} under ${listOf(others)}`;
}

function becauseOf(finding: Finding, told: Told): string {
  if (finding.reason === "no-pin-matched") {
    return `because it knows only ${listOf(pinsOf(finding, told).map((pin) => nameOf(pin, told)))}`;
  }
  if (finding.reason !== "pins-expired") {
    return BECAUSE[finding.reason] ?? `because of ${finding.reason}`;
  }
  return finding.outcome === "unpinned" ? "and fail open" : "and it refuses whatever follows";
}

const BECAUSE: Readonly<Partial<Record<JudgementReason, string>>> = {
  "clock-before-issued": "because its policy is issued later",
  "host-excluded": "because its rule there has no pins",
  "host-unlisted": "because no rule of it covers the host",
  "key-distrusted": "because it distrusts a key of that path",
  "key-type-unsupported": "because its system cannot hash a key of that type",
  "pins-empty": "because none of its pins there is sound",
  "report-only": "because its rule there only reports",
};

function pinsOf({ release, host }: Finding, { fleet }: Told): readonly Pin[] {
  const member = fleet.populations
    .flatMap(({ members }) => members)
    .find((each) => each.release === release);
  const rule = member === undefined ? undefined : findRule(member.policy, host);
  return rule === undefined || rule.exclude === true ? [] : [...rule.pins, ...rule.backupPins];
}

/** The name that the timeline has for a pinned key, or else the beginning of its pin. */
function nameOf(pin: Pin, { servers }: Told): string {
  const known = servers.keys.find((key) =>
    "spki" in pin ? key.spki === pin.spki : key.certificate === pin.certificate,
  );
  if (known !== undefined) return known.name;
  return pin.note ?? `${("spki" in pin ? pin.spki : pin.certificate).slice(0, 15)}…`;
}

function listOf(words: readonly string[]): string {
  const different = [...new Set(words)];
  if (different.length < 2) return different.join("");
  return `${different.slice(0, -1).join(", ")} and ${different.at(-1)}`;
}
