import { CertificateError } from "@tlspin/core";

import { CommandError } from "./command-error.ts";
import type { Dialled } from "./dial.ts";
import { type FoundKey, keyOfCertificate } from "./found-key.ts";
import { addressText } from "./host-address.ts";

/** The keys of a served chain. */
export interface ServedKeys {
  /** All of them, the server's own first. */
  readonly keys: readonly FoundKey[];
  readonly leaf: FoundKey;
}

/**
 * The keys of the chain that a host served.
 *
 * @throws {CommandError} It served no certificate, or one that is not strict DER, which no pin accepts.
 */
export function servedKeys({ address, served }: Dialled): ServedKeys {
  const keys = served.map((der, index) => {
    try {
      return keyOfCertificate(der);
    } catch (error) {
      if (!(error instanceof CertificateError)) throw error;
      throw unusable(`${addressText(address)}: certificate ${index + 1} is not strict DER`);
    }
  });
  const [leaf] = keys;
  if (leaf === undefined) throw unusable(`${addressText(address)} presented no certificate`);
  return { keys, leaf };
}

function unusable(message: string): CommandError {
  return new CommandError(message, {
    exitCode: 1,
    code: "certificate-malformed",
    hint: "check what answers at this address, and compare it with the certificate you deployed",
  });
}
