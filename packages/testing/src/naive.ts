import { createHash, X509Certificate } from "node:crypto";
import { request as requestInClear } from "node:http";
import type { ClientRequest, IncomingMessage } from "node:http";
import { Agent, request } from "node:https";
import type { RequestOptions } from "node:https";
import { checkServerIdentity } from "node:tls";
import type { DetailedPeerCertificate, PeerCertificate } from "node:tls";

/**
 * The pinning that one finds in answers on the web: any certificate of the chain, as the runtime links
 * it, may match. The suite shows that each attack works on it, so that refusing is worth something.
 */
export function naiveCheck(pins: readonly string[]): IdentityCheck {
  return (hostname, certificate) => {
    const problem = checkServerIdentity(hostname, certificate);
    if (problem !== undefined) return problem;
    return chainOf(certificate).some((link) => pins.includes(pinIn(link)))
      ? undefined
      : new Error("naive: no pin matched");
  };
}

/** The same, for one host only. Another host, however it is spelled, is none of its business. */
export function naiveCheckOf(host: string, pins: readonly string[]): IdentityCheck {
  return (hostname, certificate) =>
    hostname === host
      ? naiveCheck(pins)(hostname, certificate)
      : checkServerIdentity(hostname, certificate);
}

export type IdentityCheck = (hostname: string, certificate: PeerCertificate) => Error | undefined;

/** One HTTPS request as ordinary code makes it, with a secret in it. Gives the status code. */
export async function naiveRequest(options: RequestOptions): Promise<number> {
  const { statusCode = 0 } = await answerTo(request({ ...fresh(), ...options }));
  return statusCode;
}

/** The same, and on to wherever servers point, in clear if they say so. */
export async function naiveFollow(options: RequestOptions): Promise<void> {
  let { headers } = await answerTo(request({ ...fresh(), ...options }));
  for (let hops = 0; headers.location !== undefined && hops < 3; hops++) {
    const { protocol, hostname, port, pathname, search } = new URL(headers.location);
    const next = { ...fresh(), ...options, host: hostname, port, path: pathname + search };
    const send = protocol === "https:" ? request(next) : requestInClear({ ...next, agent: false });
    ({ headers } = await answerTo(send));
  }
}

function fresh(): RequestOptions {
  return { agent: new Agent({ maxCachedSessions: 0 }), headers: SECRET, timeout: 3000 };
}

function answerTo(outgoing: ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    outgoing.on("response", (incoming) => {
      incoming.on("error", reject);
      incoming.on("end", () => resolve(incoming));
      incoming.resume();
    });
    outgoing.on("timeout", () => outgoing.destroy(new Error("timeout")));
    outgoing.on("error", reject);
    outgoing.end();
  });
}

/** What no attacker may read. */
export const SECRET: Readonly<Record<string, string>> = { authorization: "Bearer secret" };

/** The certificates as the runtime links them. */
export function chainOf(leaf: PeerCertificate): PeerCertificate[] {
  const chain: PeerCertificate[] = [];
  for (let link: PeerCertificate | undefined = leaf; link !== undefined && !chain.includes(link);) {
    chain.push(link);
    link = isLinked(link) ? link.issuerCertificate : undefined;
  }
  return chain;
}

function isLinked(certificate: PeerCertificate): certificate is DetailedPeerCertificate {
  return "issuerCertificate" in certificate && certificate.issuerCertificate !== undefined;
}

function pinIn({ raw }: PeerCertificate): string {
  const spki = new X509Certificate(raw).publicKey.export({ type: "spki", format: "der" });
  return `sha256/${createHash("sha256").update(spki).digest("base64")}`;
}
