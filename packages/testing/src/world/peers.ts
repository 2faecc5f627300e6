import type { ServerSpec, TlsSpec } from "../server-spec.ts";
import type { Cast } from "./cast.ts";
import { forgeCrossCertifiedChains } from "./cross-certified-chains.ts";
import { servedBy } from "./identity.ts";
import type { TrustedIdentity } from "./identity.ts";
import { forgeOversizedChains } from "./oversized-chains.ts";
import { forgeRareSignatures } from "./rare-signatures.ts";
import { forgeRecertifiedChains } from "./recertified-chains.ts";
import { forgeSameNameChains } from "./same-name-chains.ts";

/** One server of the world, and the roots that its clients trust. */
export interface PeerSpec {
  readonly server: ServerSpec;
  readonly ca: readonly string[];
}

/** Every server of the world, each by its role. */
export async function peersOf(cast: Cast): Promise<readonly PeerSpec[]> {
  const chains = {
    ...(await forgeSameNameChains(cast)),
    ...(await forgeRecertifiedChains(cast)),
    ...(await forgeCrossCertifiedChains(cast)),
    ...(await forgeRareSignatures(cast)),
    ...(await forgeOversizedChains(cast)),
  };
  return [
    ...Object.entries(chains).map(([name, identity]) => chainPeer(name, identity)),
    ...ordinaryPeers(cast),
    ...oddPeers(cast),
    ...coalescingPeers(cast),
    ...proxies(cast),
  ];
}

function chainPeer(name: string, identity: TrustedIdentity): PeerSpec {
  // OpenSSL does not even serve a broken signature at its usual level.
  const served = ["sha1-link", "md5-link"].includes(name) ? { ciphers: BROKEN } : {};
  return peer({ name, protocol: "http" }, identity, served);
}

function ordinaryPeers(cast: Cast): PeerSpec[] {
  const { right, wrongKey } = identitiesOf(cast);
  const { issuing, root } = cast;
  const backup = servedBy(cast.backup, [issuing], [root, cast.rogueRoot]);
  const wrongHost = servedBy(cast.wrongHost, [issuing], [root]);
  const padded = servedBy(cast.leaf, [issuing, cast.rogueRoot], [root, cast.rogueRoot]);
  const whole = servedBy(cast.leaf, [issuing, root], [root]);
  const malformed = servedBy(cast.malformedLeaf, [issuing], [root]);
  const selfSigned = servedBy(cast.selfSigned, [], [root]);
  return [
    peer({ name: "right", protocol: "http" }, right),
    peer({ name: "right-padded", protocol: "http" }, padded),
    peer({ name: "right-whole", protocol: "http" }, whole),
    peer({ name: "malformed", protocol: "http" }, malformed),
    peer({ name: "right-h2", protocol: "h2" }, right),
    peer({ name: "right-1.2", protocol: "http" }, right, { maxVersion: "TLSv1.2" }),
    peer({ name: "right-echo", protocol: "echo" }, right),
    peer({ name: "right-starttls", protocol: "echo", starttls: {} }, right),
    peer({ name: "mutual", protocol: "http" }, right, { clientCa: root.pem }),
    peer({ name: "backup", protocol: "http" }, backup),
    peer({ name: "wrong-key", protocol: "http" }, wrongKey),
    peer({ name: "wrong-key-h2", protocol: "h2" }, wrongKey),
    peer({ name: "wrong-key-1.2", protocol: "http" }, wrongKey, { maxVersion: "TLSv1.2" }),
    peer({ name: "wrong-key-mutual", protocol: "http" }, wrongKey, { clientCa: root.pem }),
    peer({ name: "wrong-key-starttls", protocol: "echo", starttls: {} }, wrongKey),
    peer({ name: "wrong-key-slow", protocol: "http", behaviour: "hold" }, wrongKey),
    peer({ name: "wrong-host", protocol: "http" }, wrongHost),
    peer({ name: "self-signed", protocol: "http" }, selfSigned),
    { server: { name: "plain", protocol: "http" }, ca: [] },
  ];
}

function oddPeers(cast: Cast): PeerSpec[] {
  const { right, rsa, wrongKey } = identitiesOf(cast);
  const renegotiation = { maxVersion: "TLSv1.2", renegotiates: wrongKey } as const;
  const old = { minVersion: "TLSv1.1", maxVersion: "TLSv1.1", ciphers: BROKEN } as const;
  const weak = { maxVersion: "TLSv1.2", ciphers: "AES128-SHA:@SECLEVEL=0" } as const;
  const starttls = { injected: "250 injected\r\n" };
  const ca = right.ca;
  return [
    peer({ name: "tls-1.1", protocol: "http" }, rsa, old),
    peer({ name: "weak-cipher", protocol: "http" }, rsa, weak),
    peer({ name: "injecting-starttls", protocol: "echo", starttls }, right),
    peer({ name: "stripped-starttls", protocol: "echo", starttls: { stripped: true } }, right),
    peer({ name: "changing", protocol: "http" }, right),
    peer({ name: "renegotiating", protocol: "echo" }, right, renegotiation),
    // The same port on another address of the same name.
    peer({ name: "rogue-address", protocol: "http", beside: "right" }, wrongKey),
    peer({ name: "garbage", protocol: "http", behaviour: "garbage" }, right),
    peer({ name: "reset", protocol: "http", behaviour: "reset" }, right),
    peer({ name: "slow", protocol: "http", behaviour: "hold" }, right),
    { server: { name: "psk", protocol: "echo", tls: PSK_ONLY }, ca },
    { server: { name: "anonymous", protocol: "echo", tls: ANONYMOUS_ONLY }, ca },
  ];
}

/** Servers of an unpinned host that would carry requests for the pinned one on the same connection. */
function coalescingPeers({ rogueWildcard, rogueOther, rogueRoot }: Cast): PeerSpec[] {
  const wildcard = servedBy(rogueWildcard, [], [rogueRoot]);
  const other = servedBy(rogueOther, [], [rogueRoot]);
  return [
    peer({ name: "wildcard-h2", protocol: "h2" }, wildcard),
    peer({ name: "origin-h2", protocol: "h2", origins: ["api.example.com"] }, other),
  ];
}

function proxies(cast: Cast): PeerSpec[] {
  const { right } = identitiesOf(cast);
  return [
    { server: { name: "proxy", protocol: "proxy" }, ca: right.ca },
    peer({ name: "tls-proxy", protocol: "proxy" }, right),
  ];
}

function identitiesOf({
  root,
  issuing,
  leaf,
  rsaLeaf,
  rogueRoot,
  rogueLeaf,
}: Cast): Readonly<Record<"right" | "rsa" | "wrongKey", TrustedIdentity>> {
  const trusted = [root, rogueRoot];
  return {
    right: servedBy(leaf, [issuing], trusted),
    rsa: servedBy(rsaLeaf, [issuing], trusted),
    wrongKey: servedBy(rogueLeaf, [], trusted),
  };
}

function peer(server: ServerSpec, { ca, cert, key }: TrustedIdentity, tls?: TlsSpec): PeerSpec {
  return { server: { ...server, tls: { cert, key, ...tls } }, ca };
}

/** The pre-shared key of the server that has no certificate (hexadecimal). */
export const PSK = "0badc0de";

const BROKEN = "DEFAULT:@SECLEVEL=0";
const PSK_ONLY: TlsSpec = { psk: PSK, ciphers: "PSK", maxVersion: "TLSv1.2" };
const ANONYMOUS_ONLY: TlsSpec = {
  ciphers: "AECDH-AES256-SHA:@SECLEVEL=0",
  maxVersion: "TLSv1.2",
};
