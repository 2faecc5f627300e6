import type { PolicyProblem } from "./errors.ts";
import { isIpAddress } from "./hostname.ts";
import { pointerStep } from "./plain-json.ts";
import {
  type DistrustedKey,
  type HostRule,
  isOwned,
  type Pin,
  type PinnedHostRule,
  type Policy,
} from "./policy.ts";

/** A rule, and where it stands in the file. */
export interface PlacedRule {
  readonly rule: HostRule;
  readonly pointer: string;
}

/** What the members of one rule may not be together. */
export function problemsOfRule({ rule, pointer }: PlacedRule): readonly PolicyProblem[] {
  const problems = problemsOfReach(rule, pointer);
  if (rule.exclude === true) return problems;
  return [...problems, ...problemsOfPins(rule, pointer), ...repeatedPins(rule, pointer)];
}

/** What the rules of a policy may not be together. */
export function problemsOfRules(
  rules: readonly PlacedRule[],
  head: Pick<Policy, "ownedDomains">,
): readonly PolicyProblem[] {
  const first = new Map<string, string>();
  return rules.flatMap(({ rule, pointer }) => {
    const earlier = first.get(rule.host);
    if (earlier === undefined) first.set(rule.host, pointer);
    return [
      ...(earlier === undefined ? [] : [duplicateHost(rule, pointer, earlier)]),
      ...(head.ownedDomains === undefined || isOwned(head, rule.host)
        ? []
        : [foreignHost(rule, pointer)]),
    ];
  });
}

function problemsOfReach(
  { host, includeSubdomains }: HostRule,
  pointer: string,
): readonly PolicyProblem[] {
  if (!includeSubdomains) return [];
  if (!isIpAddress(host) && host.includes(".")) return [];
  return [
    {
      pointer: `${pointer}/includeSubdomains`,
      code: "subdomains-invalid",
      message: isIpAddress(host)
        ? "an IP address has no subdomains"
        : `would cover every name that ends in .${host}`,
      hint: "write false",
    },
  ];
}

function problemsOfPins(rule: PinnedHostRule, pointer: string): readonly PolicyProblem[] {
  if (rule.pins.length === 0) {
    const hint = 'pin the key that is served now, or write "exclude": true';
    return [{ pointer: `${pointer}/pins`, code: "pins-missing", message: "pins no key", hint }];
  }
  if (rule.mode === "report-only" || rule.backupPins.length > 0) return [];
  return [
    {
      pointer: `${pointer}/backupPins`,
      code: "backup-missing",
      message: "has no backup pin: the loss of one key would cut off every user (RFC 7469 §4.3)",
      hint: "make the next key now and pin it here",
    },
  ];
}

function repeatedPins(rule: PinnedHostRule, pointer: string): readonly PolicyProblem[] {
  return [
    ...repeats([
      ...placed(rule.pins, `${pointer}/pins`),
      ...placed(rule.backupPins, `${pointer}/backupPins`),
    ]),
    ...repeats(placed(rule.distrusted, `${pointer}/distrusted`)),
  ];
}

type PlacedPin = readonly [pin: Pin | DistrustedKey, pointer: string];

function placed(pins: readonly (Pin | DistrustedKey)[], pointer: string): readonly PlacedPin[] {
  return pins.map((pin, i) => [pin, pointer + pointerStep(i)]);
}

function repeats(pins: readonly PlacedPin[]): readonly PolicyProblem[] {
  const first = new Map<string, string>();
  return pins.flatMap(([pin, pointer]) => {
    const name = "spki" in pin ? `spki ${pin.spki}` : `certificate ${pin.certificate}`;
    const earlier = first.get(name);
    if (earlier !== undefined) return [duplicatePin(pointer, earlier)];
    first.set(name, pointer);
    return [];
  });
}

function duplicatePin(pointer: string, earlier: string): PolicyProblem {
  const message = `repeats the pin of ${earlier}`;
  const hint = "a backup pin is another key, and each pin stands once";
  return { pointer, code: "pin-duplicate", message, hint };
}

function duplicateHost({ host }: HostRule, pointer: string, earlier: string): PolicyProblem {
  const message = `${host} has a rule already, at ${earlier}`;
  const hint = "keep one rule for each host";
  return { pointer: `${pointer}/host`, code: "host-duplicate", message, hint };
}

function foreignHost({ host }: HostRule, pointer: string): PolicyProblem {
  const message = `${host} is in none of ownedDomains`;
  const hint = "pin only hosts that you own, or add their domain to ownedDomains";
  return { pointer: `${pointer}/host`, code: "host-not-owned", message, hint };
}
