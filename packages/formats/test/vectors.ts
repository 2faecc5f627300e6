import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

const VECTORS: string | undefined = process.env["TLSPIN_VECTORS"];

/** One case: a configuration, and which of its entries a host finds. */
export interface LookupCase {
  readonly name: string;
  readonly config: readonly LookupEntry[];
  readonly host: string | null;
  readonly expected: string | null;
}

export interface LookupEntry {
  readonly host: string;
  readonly pins: readonly string[];
  readonly includeSubdomains?: boolean;
  readonly excludeSubdomainFromParentPolicy?: boolean;
}

/** The cases of a group of `host-matching.json`. None, and said out loud, where the vectors are not here. */
export function casesOf(group: string): readonly unknown[] {
  const file = join(VECTORS ?? "", "host-matching.json");
  if (VECTORS === undefined || !existsSync(file)) {
    console.warn(`SKIPPED: ${group} was not run. Set TLSPIN_VECTORS to the vectors' folder.`);
    return [];
  }
  const { groups }: { groups: { id: string; cases: unknown[] }[] } = JSON.parse(
    readFileSync(file, "utf8"),
  );
  return groups.find(({ id }) => id === group)?.cases ?? [];
}

/** The same for the groups that look entries up. */
export function lookupCasesOf(group: string): readonly LookupCase[] {
  return casesOf(group).map((each) => each as LookupCase);
}
