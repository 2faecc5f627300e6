import { pinOf } from "@tlspin/core";
import { type ForgedParty, oidOf, sequenceOf, setOf, utf8StringOf } from "@tlspin/testing";

import type { HeldKey, HostChain } from "../src/index.ts";

/** The chain of a host, as if it had been dialled. */
export function chainOf(host: string, ...parties: readonly ForgedParty[]): HostChain {
  const ders = parties.map(({ certificate }) => certificate);
  return { host, from: `${host}:443`, protocol: "TLSv1.3", chain: { kind: "verified", ders } };
}

/** Pins the key of a party. */
export function pin({ spki }: Pick<ForgedParty, "spki">): string {
  return pinOf(spki);
}

/** Pins the key of a party as a CA's. */
export function caPin(party: ForgedParty): object {
  return { spki: pin(party), at: "ca" };
}

/** The key of a party, as if its file lay here. */
export function held({ spki }: Pick<ForgedParty, "spki">): HeldKey {
  return { spki, from: "key.pem" };
}

/** The name of a CA of some organization (DER). */
export function nameDer(commonName: string, organization: string): Uint8Array {
  const attributes = [
    ["2.5.4.10", organization],
    ["2.5.4.3", commonName],
  ] as const;
  return sequenceOf(
    ...attributes.map(([type, text]) => setOf(sequenceOf(oidOf(type), utf8StringOf(text)))),
  );
}
