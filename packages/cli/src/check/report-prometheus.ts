import { addressText } from "../host-address.ts";
import { printable } from "../printable.ts";
import type { AddressFacts } from "./audit-address.ts";
import type { HostAudit } from "./audit.ts";
import type { Status } from "./check.ts";
import type { Audited } from "./document.ts";
import { isPinOf } from "./live-chain.ts";
import { pinText } from "./pin-checks.ts";
import type { ProbeAnswer } from "./probe.ts";
import { type Metric, prometheusText, type Sample } from "./prometheus.ts";
import { hstsIn } from "./web-checks.ts";

/** Shows an audit to a monitoring system. What was not checked has no sample: it is neither good nor bad. */
export function reportPrometheus({ hosts, at }: Audited): string {
  const places = hosts.flatMap((host) => host.addresses.map(({ facts }) => ({ host, facts })));
  const perAddress = METRICS.map(({ name, help, read }) => ({
    name,
    help,
    samples: places.flatMap((place) => samplesOf(place, read(place))),
  }));
  return prometheusText([reachable(hosts), ...perAddress, findings(hosts), checkedAt(at)]);
}

interface Place {
  readonly host: HostAudit;
  readonly facts: AddressFacts;
}

/** A value, and the labels that it has besides those of its address. */
type Reading = readonly [number | undefined, Sample["labels"]?];

function samplesOf({ host, facts }: Place, readings: readonly Reading[]): readonly Sample[] {
  const own = { ...hostLabels(host), address: addressText(facts.target) };
  return readings.flatMap(([value, labels = {}]) => {
    return value === undefined ? [] : [{ labels: { ...own, ...labels }, value }];
  });
}

function hostLabels({ address, rule }: HostAudit): Sample["labels"] {
  return { host: addressText(address), rule: rule?.host ?? "" };
}

/** A name without an address is not reachable either. */
function reachable(hosts: readonly HostAudit[]): Metric {
  const samples = hosts.flatMap((host) => {
    const own = hostLabels(host);
    if (host.addresses.length === 0) return [{ labels: { ...own, address: "" }, value: 0 }];
    return host.addresses.map(({ facts }) => ({
      labels: Object.assign({}, own, { address: addressText(facts.target) }),
      value: Number(facts.live !== undefined),
    }));
  });
  const help = "Whether an app could make a TLS connection to the address.";
  return { name: "tlspin_reachable", help, samples };
}

function findings(hosts: readonly HostAudit[]): Metric {
  const samples = hosts.flatMap((host) => {
    const checks = [...host.checks, ...host.addresses.flatMap((each) => each.checks)];
    return STATUSES.map((status) => ({
      labels: { ...hostLabels(host), status },
      value: checks.filter((check) => check.status === status).length,
    }));
  });
  return { name: "tlspin_checks", help: "How many checks of a host stand how.", samples };
}

function checkedAt(at: Date): Metric {
  return {
    name: "tlspin_check_timestamp_seconds",
    help: "When the audit began, in seconds since 1970. Alert on its age too.",
    samples: [{ labels: {}, value: Math.floor(at.getTime() / 1000) }],
  };
}

function readMatch({ facts: { live } }: Place): readonly Reading[] {
  const verdict = live?.verdict;
  if (verdict?.rule === undefined || verdict.rule.exclude === true) return [];
  return [[verdict.pin === undefined ? 0 : 1]];
}

function readBackups({ facts: { live } }: Place): readonly Reading[] {
  const rule = live?.verdict.rule;
  const chain = live?.chain;
  if (chain === undefined || rule === undefined || rule.exclude === true) return [];
  return rule.backupPins.map((pin) => {
    const isOn = chain.some((certificate) => isPinOf(pin, certificate));
    return [isOn ? 0 : 1, { pin: pinText(pin) }];
  });
}

function readDates({ facts: { live } }: Place): readonly Reading[] {
  const served = (live?.chain ?? []).filter((certificate) => certificate.served);
  return served.map(({ key }, index) => [
    key.certificate === undefined ? undefined : Date.parse(key.certificate.notAfter) / 1000,
    { position: String(index), subject: printable(key.certificate?.subject ?? ""), pin: key.pin },
  ]);
}

function readAnswers(
  label: string,
  answers: Readonly<Record<string, ProbeAnswer>> | undefined,
): readonly Reading[] {
  return Object.entries(answers ?? {}).map(([name, { answer }]) => [
    answer === "not-checked" ? undefined : Number(answer === "accepted"),
    { [label]: name },
  ]);
}

const STATUSES: readonly Status[] = ["ok", "info", "warning", "error", "not-checked"];

const METRICS: readonly (Pick<Metric, "name" | "help"> & {
  readonly read: (place: Place) => readonly Reading[];
})[] = [
  {
    name: "tlspin_pin_match",
    help: "Whether a pin of the policy matches what the address serves.",
    read: readMatch,
  },
  {
    name: "tlspin_chain_trusted",
    help: "Whether ordinary TLS validation accepts the chain.",
    read: ({ facts: { live } }) =>
      live === undefined ? [] : [[Number(live.dialled.refusal === undefined)]],
  },
  {
    name: "tlspin_cert_not_after_seconds",
    help: "When a served certificate expires, in seconds since 1970. Position 0 is the server's own.",
    read: readDates,
  },
  {
    name: "tlspin_backup_off_chain",
    help: "Whether a backup pin is off the live chain, as it must be.",
    read: readBackups,
  },
  {
    name: "tlspin_tls_version_accepted",
    help: "Whether the address accepts a version of TLS.",
    read: ({ facts }) => readAnswers("version", facts.probes?.versions),
  },
  {
    name: "tlspin_weak_cipher_accepted",
    help: "Whether the address accepts a weak kind of cipher under TLS 1.2.",
    read: ({ facts }) => readAnswers("kind", facts.probes?.weak),
  },
  {
    name: "tlspin_hsts_max_age_seconds",
    help: "The max-age of the HSTS header. 0 where there is no sound header.",
    read: ({ facts: { https } }) =>
      https !== undefined && "status" in https ? [[hstsIn(https)?.maxAge ?? 0]] : [],
  },
];
