import { parsePolicy, type Policy } from "@tlspin/core";

/** A rule as the configurations of other implementations have it. */
export interface Rule {
  readonly host: string;
  readonly includeSubdomains?: boolean;
  readonly note?: string;
  /** Base64 of SHA-256, or pins. Where a peer wants one only, a backup that nobody has stands beside it. */
  readonly pins?: readonly string[];
}

/** The policy that says the same. */
export function policyOf(rules: readonly Rule[]): Policy {
  const hosts = rules.map(({ host, includeSubdomains = false, pins = [NOBODY], note }) => {
    const [pin = NOBODY, ...backups] = pins.map(spelt);
    const backupPins = backups.length === 0 ? [NOBODY_EITHER] : backups;
    const noted = note === undefined ? {} : { note };
    return { host, includeSubdomains, pins: [pin], backupPins, ...noted };
  });
  return parsePolicy({ version: 1, revision: 1, unlistedHosts: "unpinned", hosts });
}

function spelt(pin: string): string {
  return pin.startsWith("sha256/") ? pin : `sha256/${pin}`;
}

const NOBODY = `sha256/${"B".repeat(42)}A=`;
const NOBODY_EITHER = `sha256/${"C".repeat(42)}A=`;
