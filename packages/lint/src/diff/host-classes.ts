import { canonicalHostname, type Hostname, isIpAddress, type Policy } from "@tlspin/core";

/** Hosts that two policies cannot tell apart: each judges all of them alike. */
export interface HostClass {
  /** One of them. */
  readonly host: Hostname;
  /** For people: `api.example.com`, `names below example.com`, `every other host`. */
  readonly text: string;
}

/**
 * Splits all hosts into classes. A look-up asks for the exact name and then for its ancestors, so that
 * only names in a policy, the names below each of them, and all others can differ.
 */
export function hostClasses(policies: readonly Policy[]): readonly HostClass[] {
  const names = namesIn(policies);
  return [
    ...[...names].flatMap((name) => classesAt(name, names)),
    { host: freshName("", names), text: "every other host" },
  ];
}

/** Finds the class of a host. */
export function classFinder(
  classes: readonly HostClass[],
): (host: Hostname) => HostClass | undefined {
  const byText = new Map(classes.map((each) => [each.text, each]));
  return (host) => {
    const exact = byText.get(host);
    if (exact !== undefined) return exact;
    for (let dot = host.indexOf("."); dot !== -1; dot = host.indexOf(".", dot + 1)) {
      const below = byText.get(belowText(host.slice(dot + 1)));
      if (below !== undefined) return below;
    }
    return classes.at(-1);
  };
}

function namesIn(policies: readonly Policy[]): ReadonlySet<Hostname> {
  return new Set(
    policies.flatMap(({ hosts, ownedDomains = [] }) => [
      ...hosts.map(({ host }) => host),
      ...ownedDomains,
    ]),
  );
}

function classesAt(name: Hostname, names: ReadonlySet<Hostname>): readonly HostClass[] {
  const itself = { host: name, text: name };
  // No name fits below one of that length.
  if (isIpAddress(name) || name.length > LONGEST_PARENT) return [itself];
  return [itself, { host: freshName(`.${name}`, names), text: belowText(name) }];
}

/** A name that neither policy has, so that it stands for all such. */
function freshName(suffix: string, names: ReadonlySet<Hostname>): Hostname {
  for (let count = 0; ; count += 1) {
    const name = canonicalHostname(`x${count}${suffix}`);
    if (!names.has(name)) return name;
  }
}

function belowText(name: string): string {
  return `names below ${name}`;
}

// 253 characters, less a label of some digits and its dot.
const LONGEST_PARENT = 240;
