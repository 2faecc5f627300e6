import {
  evaluate,
  type ExcludedHostRule,
  findRule,
  type Hostname,
  type PinnedHostRule,
  type Policy,
} from "@tlspin/core";

/** What a policy does with a host: judges it by pins, leaves it to ordinary TLS, or refuses it. */
export type Treatment =
  | { readonly kind: "pinned"; readonly rule: PinnedHostRule; readonly pointer: string }
  | { readonly kind: "excluded"; readonly rule: ExcludedHostRule; readonly pointer: string }
  | { readonly kind: "open" | "closed"; readonly rule?: undefined; readonly pointer?: undefined };

/** Says what a policy does with hosts. */
export function treatmentsBy(policy: Policy): (host: Hostname) => Treatment {
  const pointers = new Map(policy.hosts.map((rule, index) => [rule, `/hosts/${index}`]));
  return (host) => {
    const rule = findRule(policy, host);
    if (rule === undefined) return { kind: isOpen(policy, host) ? "open" : "closed" };
    const pointer = pointers.get(rule) ?? "";
    return rule.exclude === true
      ? { kind: "excluded", rule, pointer }
      : { kind: "pinned", rule, pointer };
  };
}

// Of an unlisted host the core looks at nothing but its name.
function isOpen(policy: Policy, host: Hostname): boolean {
  const chain = { kind: "verified", ders: [] } as const;
  const peer = { connectHost: host, certificateHost: host, port: 443, chain };
  return evaluate(policy, peer, new Date(0)).decision === "allow";
}
