import type { Dialled } from "../dial.ts";
import type { FoundKey } from "../found-key.ts";
import { servedKeys } from "../served-keys.ts";

/** A host as it presented itself to `init`. */
export interface SeenHost extends Pick<Dialled, "address" | "protocol" | "refusal"> {
  readonly dialled: Dialled;
  /** What it served, the server's own key first. */
  readonly keys: readonly FoundKey[];
  readonly leaf: FoundKey;
  /** The key of the CA that issued the server's certificate, where it was served. */
  readonly ca: FoundKey | undefined;
}

/**
 * Reads the keys of a host that was dialled.
 *
 * @throws {CommandError} It presented no certificate, or a malformed one.
 */
export function seenHost(dialled: Dialled): SeenHost {
  const { address, protocol, refusal } = dialled;
  const { keys, leaf } = servedKeys(dialled);
  const ca = keys.find(({ pin, certificate }) => pin !== leaf.pin && isIssuer(certificate, leaf));
  const shown = { address, protocol, ...(refusal === undefined ? {} : { refusal }) };
  return { ...shown, dialled, keys, leaf, ca };
}

function isIssuer(certificate: FoundKey["certificate"], leaf: FoundKey): boolean {
  return certificate !== undefined && certificate.subject === leaf.certificate?.issuer;
}
