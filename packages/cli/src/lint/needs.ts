import type { Need } from "@tlspin/lint";

/** What to give the command, so that it knows what a rule needs. */
export const GIVE: Readonly<Record<Need, string>> = {
  base: "--base",
  chain: "--dial or --chain",
  "client-certificate": "--client-certificate or --no-client-certificate",
  keys: "--key",
  "owned-domains": '"ownedDomains" in the policy',
  releases: "--release",
  "valid-policy": "a policy that loads",
};
