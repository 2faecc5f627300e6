/** A rule of a system that finds the most specific one. */
export interface NamedRule {
  readonly name: string;
  readonly includeSubdomains: boolean;
}

/** The rule that names a host, else that of its nearest ancestor with subdomains, at any depth. */
export function mostSpecific<Rule extends NamedRule>(
  rules: readonly Rule[],
  host: string,
): Rule | undefined {
  const own = rules.find(({ name }) => name === host);
  if (own !== undefined) return own;
  return rules
    .filter(({ name, includeSubdomains }) => includeSubdomains && isBelow(host, name))
    .reduce<Rule | undefined>((best, rule) => longer(best, rule), undefined);
}

/** A host in lower case, without one trailing dot. */
export function withoutDot(host: string): string {
  return host.toLowerCase().replace(/\.$/, "");
}

/** Tells whether a name stands below another, at whatever depth. Empty labels are below nothing. */
export function isBelow(host: string, ancestor: string): boolean {
  return host.length > ancestor.length + 1 && host.endsWith(`.${ancestor}`);
}

function longer<Rule extends NamedRule>(best: Rule | undefined, rule: Rule): Rule {
  return best === undefined || rule.name.length > best.name.length ? rule : best;
}

/** The first name that stands twice. */
export function repeatedName(names: readonly string[]): string | undefined {
  const seen = new Set<string>();
  return names.find((name) => seen.size === seen.add(name).size);
}
