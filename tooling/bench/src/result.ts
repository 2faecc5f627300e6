import { cpus } from "node:os";

import type { Row } from "./row.ts";

/** What one run of the benchmark found. */
export interface Result {
  /** The share of a TLS 1.3 handshake's client CPU that a check takes: Node.js, P-256, leaf pin. */
  readonly handshakeShare: { readonly cold: number; readonly warm: number };
  /** How many times faster than pkijs, which encodes the key again, a P-256 leaf is pinned in Node.js. */
  readonly vsNaivePkijs: number;
  /** Whether the run was too short for its figures to mean anything. */
  readonly quick: boolean;
  readonly machine: { readonly cores: number; readonly platform: string; readonly node: string };
  readonly rows: readonly Row[];
}

/**
 * @throws {Error} One of the figures that a result is known by was not measured.
 */
export function resultOf(rows: readonly Row[], quick: boolean): Result {
  const figure = (ending: string, name: string): number => {
    const found = rows.find(
      (row) => row.runtime === "Node.js" && row.group.includes(ending) && row.name === name,
    );
    if (found === undefined) throw new Error(`${name} was not measured`);
    return found.value;
  };
  return {
    handshakeShare: {
      cold: figure("client CPU, P-256", "leaf pin, cold"),
      warm: figure("client CPU, P-256", "leaf pin, warm"),
    },
    vsNaivePkijs: figure("the pin of a P-256 leaf", "pkijs, encoded again"),
    quick,
    machine: {
      cores: cpus().length,
      platform: `${process.platform} ${process.arch}`,
      node: process.versions.node,
    },
    rows,
  };
}
