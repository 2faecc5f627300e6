import { expiryOf, type HostRule, type Policy, type VerdictRecord } from "@tlspin/core";

/** Counts of decisions, for a Prometheus that scrapes this process. */
export interface VerdictMetrics {
  /** Counts one decision. Pass it as `onVerdict`, or call it in yours. */
  readonly count: (record: VerdictRecord) => void;
  /**
   * What was counted, and what the policy in force says of itself, in Prometheus' text format: serve it
   * as `text/plain; version=0.0.4`.
   */
  readonly text: (policy: Policy) => string;
}

/**
 * Makes a counter of decisions. Its labels are rules of the policy, never the hosts that were dialled:
 * who chooses those would choose how many series there are.
 */
export function verdictMetrics(): VerdictMetrics {
  const counts = new Map<string, number>();
  return {
    count: (record) => {
      const series = labelsOf(record);
      counts.set(series, (counts.get(series) ?? 0) + 1);
    },
    text: (policy) =>
      [
        ...family("tlspin_verdicts_total", "counter", [...counts]),
        ...family("tlspin_policy_revision", "gauge", [["", policy.revision]]),
        ...family("tlspin_backup_pins", "gauge", policy.hosts.flatMap(backupsOf)),
        ...family("tlspin_pins_expire_timestamp_seconds", "gauge", policy.hosts.flatMap(endOf)),
        "",
      ].join("\n"),
  };
}

function labelsOf({ rule, decision, reason, pin, wouldReject }: VerdictRecord): string {
  return labels({
    rule: rule ?? "",
    decision,
    reason: wouldReject ?? reason,
    backup: String(pin?.backup === true),
  });
}

function backupsOf(rule: HostRule): readonly Sample[] {
  return rule.exclude === true ? [] : [[labels({ rule: rule.host }), rule.backupPins.length]];
}

function endOf(rule: HostRule): readonly Sample[] {
  const end = expiryOf(rule);
  return end === Infinity ? [] : [[labels({ rule: rule.host }), end / 1000]];
}

/** Hosts, decisions and reasons hold nothing that would have to be escaped. */
function labels(pairs: Readonly<Record<string, string>>): string {
  const texts = Object.entries(pairs).map(([name, value]) => `${name}="${value}"`);
  return `{${texts.join(",")}}`;
}

function family(
  name: keyof typeof HELP,
  type: "counter" | "gauge",
  samples: readonly Sample[],
): readonly string[] {
  return [
    `# HELP ${name} ${HELP[name]}`,
    `# TYPE ${name} ${type}`,
    ...samples.map(([labelled, value]) => `${name}${labelled} ${value}`),
  ];
}

type Sample = readonly [labels: string, value: number];

const HELP = {
  tlspin_verdicts_total: "Connections that were judged, by rule of the policy.",
  tlspin_policy_revision: "The revision of the policy in force.",
  tlspin_backup_pins: "Backup pins of each rule.",
  tlspin_pins_expire_timestamp_seconds: "When the pins of each rule stop counting.",
} as const;
