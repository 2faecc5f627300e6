import { verifySignature } from "@tlspin/tls";

import { certificatesIn } from "./certificates-in.ts";
import { type DialFlags, dialOptionsOf } from "./dial-flags.ts";
import { dial, type Dialled } from "./dial.ts";
import type { HostAddress } from "./host-address.ts";
import type { Judged } from "./judge.ts";
import { allCertificates } from "./peer-chain.ts";
import { readInput } from "./read-input.ts";

/** A host to judge, and whether its rule has pins. */
export interface Question {
  readonly address: HostAddress;
  readonly isPinned: boolean;
}

/** Where the chain comes from. */
export interface ChainFlags extends DialFlags {
  readonly chain?: string;
  readonly dial: boolean;
  readonly at?: Date;
}

/**
 * Finds what there is to judge: the file's chain, or what the host presents. A rule without pins is
 * judged without a chain, because none could change its verdict. `undefined` where nobody may dial.
 *
 * @throws {CommandError} The file cannot be read, or the host not be reached.
 */
export async function judgedOf(question: Question, flags: ChainFlags): Promise<Judged | undefined> {
  const at = flags.at ?? new Date();
  if (flags.chain !== undefined) {
    return judgedAt(question.address, certificatesIn(await readInput(flags.chain)), at);
  }
  if (!question.isPinned) return judgedAt(question.address, [], at);
  if (!flags.dial) return undefined;
  const dialled = await dial(question.address, await dialOptionsOf(flags));
  return judgedDial(dialled, at);
}

/** What there is to judge of a dial: what Node linked, and whatever else was served. */
export function judgedDial(dialled: Dialled, at: Date): Judged {
  return { ...judgedAt(dialled.address, allCertificates(dialled), at), dialled };
}

function judgedAt({ host, port }: HostAddress, ders: readonly Uint8Array[], at: Date): Judged {
  const chain = { kind: "served", ders, verifySignature } as const;
  return { peer: { connectHost: host, certificateHost: host, port, chain }, at };
}
