import { X509Certificate } from "node:crypto";

/** What was served, and when it is judged. */
export interface Served {
  readonly leaf: Uint8Array;
  readonly others: readonly Uint8Array[];
  readonly at: Date;
}

/**
 * The keys (DER, in hexadecimal) for which OpenSSL finds a path: each link is signed by the next key,
 * named by it, in its time, and made by a CA. A CA that vouches is among them, whatever else we ask of it.
 */
export function keysOnPaths({ leaf, others, at }: Served): ReadonlySet<string> {
  const pool = others.flatMap(readIn).filter((one) => one.ca && isValid(one, at));
  const reached = new Set<X509Certificate>();
  const climb = readIn(leaf);
  for (const child of climb) {
    for (const issuer of pool) {
      if (reached.has(issuer) || !hasIssued(issuer, child)) continue;
      reached.add(issuer);
      climb.push(issuer);
    }
  }
  return new Set([...reached].map(keyOf));
}

function readIn(der: Uint8Array): X509Certificate[] {
  try {
    return [new X509Certificate(der)];
  } catch {
    return [];
  }
}

function isValid({ validFromDate, validToDate }: X509Certificate, at: Date): boolean {
  return validFromDate.getTime() <= at.getTime() && at.getTime() <= validToDate.getTime();
}

function hasIssued(issuer: X509Certificate, child: X509Certificate): boolean {
  try {
    return child.issuer === issuer.subject && child.verify(issuer.publicKey);
  } catch {
    return false;
  }
}

function keyOf({ publicKey }: X509Certificate): string {
  return publicKey.export({ format: "der", type: "spki" }).toString("hex");
}
