import { CertificateError, type Hostname } from "@tlspin/core";

import { certificatesIn } from "../certificates-in.ts";
import { CommandError } from "../command-error.ts";
import { dialAll } from "../dial-all.ts";
import { dialAddressOf, type DialFlags, dialOptionsOf } from "../dial-flags.ts";
import type { Dialled } from "../dial.ts";
import { type FoundKey, keyOfCertificate } from "../found-key.ts";
import { addressText, type HostAddress } from "../host-address.ts";
import { readInput } from "../read-input.ts";
import { servedKeys } from "../served-keys.ts";

/** A certificate to verify, and the hosts that it is for. */
export interface Subject {
  /** The file, or the address that was dialled. */
  readonly name: string;
  readonly hosts: readonly Hostname[];
  readonly leaf: FoundKey;
  readonly der: Uint8Array;
  /** What ordinary TLS validation says, where there was a connection. */
  readonly trust?: { readonly refusal: string | undefined };
}

/** Where the certificates come from. */
export interface SubjectFlags extends DialFlags {
  readonly certificate?: string;
}

/**
 * Finds what is to be verified: the file's first certificate for all hosts, or what each host serves.
 *
 * @throws {CommandError} The file cannot be read, or a host not be reached.
 */
export async function subjectsOf(
  texts: readonly string[],
  flags: SubjectFlags,
): Promise<readonly Subject[]> {
  const addresses = texts.map((text) => dialAddressOf(text, flags));
  if (flags.certificate !== undefined) return [await subjectIn(flags.certificate, addresses)];
  const dialled = await dialAll(addresses, await dialOptionsOf(flags));
  return dialled.map(subjectAt);
}

async function subjectIn(path: string, addresses: readonly HostAddress[]): Promise<Subject> {
  const input = await readInput(path);
  const [der = new Uint8Array()] = certificatesIn(input);
  const hosts = addresses.map(({ host }) => host);
  return { name: input.name, hosts, leaf: keyOfLeaf(input.name, der), der };
}

function keyOfLeaf(name: string, der: Uint8Array): FoundKey {
  try {
    return keyOfCertificate(der);
  } catch (error) {
    if (!(error instanceof CertificateError)) throw error;
    throw new CommandError(`${name}: its first certificate is not strict DER`, {
      exitCode: 1,
      code: "certificate-malformed",
      hint: "do not deploy it; give --certificate the chain that the server is to serve, leaf first",
    });
  }
}

function subjectAt(dialled: Dialled): Subject {
  const { address, served, refusal } = dialled;
  const { leaf } = servedKeys(dialled);
  const [der = new Uint8Array()] = served;
  return { name: addressText(address), hosts: [address.host], leaf, der, trust: { refusal } };
}
