import type { Policy } from "@tlspin/core";
import type { HostChain } from "@tlspin/lint";
import { verifySignature } from "@tlspin/tls";
import pMap from "p-map";

import { certificatesIn } from "../certificates-in.ts";
import { CommandError, usageError } from "../command-error.ts";
import { dialAddressOf, dialOptionsOf } from "../dial-flags.ts";
import { dialQuietly, type DialOptions } from "../dial.ts";
import { addressText, type HostAddress, hostAddressOf } from "../host-address.ts";
import { allCertificates } from "../peer-chain.ts";
import { progressOf } from "../progress.ts";
import { readInput } from "../read-input.ts";
import type { GatheredChains, Unreachable } from "./asked-chains.ts";
import type { ChainFlags } from "./chain-flags.ts";

/**
 * Reads the chains that the command line names, and dials each host that a policy pins where that was
 * asked for.
 *
 * @throws {CommandError} A file cannot be read, or an argument is wrong.
 */
export async function gatherChains(
  policies: readonly Policy[],
  flags: ChainFlags,
  dials: boolean,
): Promise<GatheredChains> {
  const read = await Promise.all((flags.chain ?? []).map((text) => readChain(text, policies)));
  const given = new Set<string>(read.map(({ host }) => host));
  const pinned = dials ? pinnedHosts(policies).filter((host) => !given.has(host)) : [];
  const addresses = distinct(
    [...pinned, ...(flags.host ?? [])].map((host) => dialAddressOf(host, flags)),
  );
  const answers = await dialEach(addresses, await dialOptionsOf(flags));
  return {
    chains: [...read, ...answers.filter(isChain)],
    unreachable: answers.flatMap((each) => (isChain(each) ? [] : [each])),
  };
}

async function readChain(text: string, policies: readonly Policy[]): Promise<HostChain> {
  const { host, path } = chainArgument(text, policies);
  const ders = certificatesIn(await readInput(path));
  return { host, from: path, chain: { kind: "served", ders, verifySignature } };
}

function chainArgument(
  text: string,
  policies: readonly Policy[],
): { readonly host: string; readonly path: string } {
  const [, named, file = text] = /^([^=/]+)=(.+)$/.exec(text) ?? [];
  if (named !== undefined) return { host: hostAddressOf(named).host, path: file };
  const [only, ...others] = pinnedHosts(policies);
  if (only !== undefined && others.length === 0) return { host: only, path: text };
  throw usageError(`--chain ${text} does not say whose chain it is`, "write --chain host=file");
}

function pinnedHosts(policies: readonly Policy[]): readonly string[] {
  const rules = policies.flatMap(({ hosts }) => hosts);
  return [...new Set(rules.filter(({ exclude }) => exclude !== true).map(({ host }) => host))];
}

function distinct(addresses: readonly HostAddress[]): readonly HostAddress[] {
  return [...new Map(addresses.map((address) => [addressText(address), address])).values()];
}

async function dialEach(
  addresses: readonly HostAddress[],
  options: DialOptions,
): Promise<readonly (HostChain | Unreachable)[]> {
  const progress = progressOf(addresses.length, "hosts");
  const dialOne = (address: HostAddress) => dialHost(address, options).finally(progress.step);
  return pMap(addresses, dialOne, { concurrency: 8 }).finally(progress.end);
}

async function dialHost(
  address: HostAddress,
  options: DialOptions,
): Promise<HostChain | Unreachable> {
  const { host } = address;
  try {
    const found = await dialQuietly(address, options);
    // What ordinary validation refuses need not be the host's own.
    if (found.refusal !== undefined) return { host, message: refusedText(address, found.refusal) };
    const chain = { kind: "served", ders: allCertificates(found), verifySignature } as const;
    return { host, from: addressText(address), chain, protocol: found.protocol };
  } catch (error) {
    if (error instanceof CommandError && error.exitCode === 3) {
      return { host, message: error.message };
    }
    throw error;
  }
}

function refusedText(address: HostAddress, refusal: string): string {
  return `${addressText(address)} is refused by ordinary TLS validation: ${refusal}`;
}

function isChain(each: HostChain | Unreachable): each is HostChain {
  return "chain" in each;
}
