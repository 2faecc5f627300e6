import type { Policy } from "@tlspin/electron";

import { element } from "./element.ts";

type Rule = Policy["hosts"][number];

type Pinned = Exclude<Rule, { readonly exclude: true }>;

type Pin = Pinned["pins"][number];

/** The hosts of a policy, each with its pins and backup pins. */
export function policyView(policy: Policy): readonly HTMLElement[] {
  const rest = policy.unlistedHosts === "reject" ? "are refused." : "get ordinary TLS validation.";
  return [
    ...policy.hosts.map(ruleView),
    element("p", { class: "hint" }, `TLS ${policy.minTls} or newer. Hosts without a rule ${rest}`),
  ];
}

function ruleView(rule: Rule): HTMLElement {
  const host = rule.includeSubdomains ? `${rule.host} and its subdomains` : rule.host;
  return element(
    "article",
    { class: "card rule" },
    element("h3", {}, element("bdi", {}, host)),
    element(
      "p",
      { class: "tags" },
      ...tagsOf(rule).map((tag) => element("span", { class: "tag" }, tag)),
    ),
    ...noteView(rule.note),
    ...(isExcluded(rule) ? [] : pinsView(rule)),
  );
}

function isExcluded(rule: Rule): rule is Exclude<Rule, Pinned> {
  return rule.exclude === true;
}

function tagsOf(rule: Rule): readonly string[] {
  if (isExcluded(rule)) return ["excluded"];
  const { mode, expires, onExpiry } = rule;
  if (expires === undefined) return [mode, "no expiry"];
  return [mode, `${isPast(expires) ? "expired" : "expires"} ${expires}`, `then ${onExpiry}`];
}

/** The last day counts, to its end (UTC). */
function isPast(day: string): boolean {
  return day < new Date().toISOString().slice(0, 10);
}

function pinsView({ pins, backupPins, distrusted }: Pinned): readonly HTMLElement[] {
  return [
    ...listView("Pins", pins.map(pinView)),
    ...listView("Backup pins", backupPins.map(pinView)),
    ...listView(
      "Distrusted",
      distrusted.map((key) => pinView({ ...key, at: "leaf" })),
    ),
  ];
}

function listView(title: string, pins: readonly HTMLElement[]): readonly HTMLElement[] {
  if (pins.length === 0) return [];
  return [element("h4", {}, title), element("ul", { class: "pins" }, ...pins)];
}

function pinView(pin: Pin): HTMLElement {
  const kinds = [
    ...(pin.at === "ca" ? ["CA"] : []),
    ...("certificate" in pin ? ["whole certificate"] : []),
  ];
  return element(
    "li",
    {},
    element("code", { class: "pin" }, "spki" in pin ? pin.spki : pin.certificate),
    ...kinds.map((kind) => element("span", { class: "tag" }, kind)),
    ...noteView(pin.note),
  );
}

function noteView(note: string | undefined): readonly HTMLElement[] {
  return note === undefined ? [] : [element("p", { class: "note" }, element("bdi", {}, note))];
}
