import { pinsOfDigests } from "./pin-value.ts";
import { cannotStart, type Requirement, settled } from "./requirement.ts";

/** OkHttp's `CertificatePinner`. */
export interface OkHttpConfig {
  readonly entries: readonly OkHttpEntry[];
  /** OkHttp before 4.3 takes `**.` and never matches it. */
  readonly before43?: boolean;
}

/** One `add(pattern, pins)`. */
export interface OkHttpEntry {
  /** A host; `*.` before it for exactly one label more; `**.` for any number of labels, and none. */
  readonly pattern: string;
  /** As `sha256/…=`. The length is not checked: a truncated pin never matches. */
  readonly pins: readonly string[];
}

/** What OkHttp requires of a host: the pins of all patterns that match it, on any key of the path. */
export function okHttpRequirement(
  { entries, before43 = false }: OkHttpConfig,
  host: string,
): Requirement {
  const fault = entries.map(faultOf).find((each) => each !== undefined);
  if (fault !== undefined) return cannotStart(fault);

  // CVE-2026-129482: the dot is compared too, so that no pattern matches.
  if (host.endsWith(".")) return settled({ outcome: "unpinned", reason: "trailing-dot" });
  const matching = entries.filter(({ pattern }) => matches(pattern, host.toLowerCase(), before43));
  const written = matching.flatMap(({ pins }) => pins);
  if (written.length === 0) return settled({ outcome: "unpinned", reason: "host-unlisted" });
  const pins = pinsOfDigests(written.map((pin) => pin.slice("sha256/".length)));
  return {
    kind: "pinned",
    demands: [{ leaf: pins, ca: pins }],
    distrusted: new Set(),
    enforced: true,
  };
}

function matches(pattern: string, host: string, before43: boolean): boolean {
  const name = pattern.toLowerCase();
  if (name.startsWith("**.")) {
    const base = name.slice(3);
    return !before43 && (host === base || host.endsWith(`.${base}`));
  }
  if (!name.startsWith("*.")) return host === name;
  const label = host.slice(0, 1 - name.length);
  return host === label + name.slice(1) && label !== "" && !label.includes(".");
}

function faultOf({ pattern, pins }: OkHttpEntry): string | undefined {
  if (!PATTERN.test(pattern)) return `${pattern} is no pattern`;
  const bad = pins.find((pin) => !/^sha(?:1|256)\/[A-Za-z0-9+/]+=*$/.test(pin));
  return bad === undefined ? undefined : `a pin must start with sha256/: ${bad}`;
}

const PATTERN = /^(?:\*\*?\.)?[^*:/?#\s]+$/;
