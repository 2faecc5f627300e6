import { type Policy, readFlag, UnsupportedRuntimeError } from "@tlspin/core";
import { asksForCas, defaultRoots, type Ports, rootsFor } from "@tlspin/tls";

import { verifyInDeno } from "./verify-signature.ts";

/**
 * Where Deno differs from Node.js behind the same API.
 *
 * @throws {OptionError} The acceptance is neither `true` nor `false`.
 */
export function portsOf({ tls, acceptClientCertificateDisclosure }: OptionsThatMatter): Ports {
  const option = "acceptClientCertificateDisclosure";
  const accepted = readFlag(option, acceptClientCertificateDisclosure);
  return {
    verifySignature: verifyInDeno,
    rootsFor,
    checkPolicy: (policy) => {
      if (!givesCa(tls)) requireRoots(policy);
    },
    ...(accepted ? {} : { clientCertificateFault: DISCLOSED_EARLY }),
  };
}

interface OptionsThatMatter {
  readonly tls: object;
  readonly acceptClientCertificateDisclosure?: unknown;
}

/** Whether the caller says whom to trust. Only then the roots of Deno's store do not matter. */
export function givesCa(tls: object): boolean {
  const ca: unknown = Object.getOwnPropertyDescriptor(tls, "ca")?.value;
  return ca !== undefined && ca !== null;
}

/** Distrust of a root that nobody can see would open, and a pin of one would reject for no reason. */
function requireRoots(policy: Policy): void {
  if (!asksForCas(policy)) return;
  try {
    defaultRoots();
  } catch {
    throw new UnsupportedRuntimeError(
      "a policy with CA pins or distrusted keys needs the roots: give tls.ca, or let Deno read " +
        "those of its store with --allow-sys --allow-env=NODE_USE_SYSTEM_CA,NODE_EXTRA_CA_CERTS",
    );
  }
}

const DISCLOSED_EARLY =
  "Deno shows a client certificate before the server is judged; " +
  "acceptClientCertificateDisclosure: true accepts that";
