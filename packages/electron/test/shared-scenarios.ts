import type { ForgedWorld } from "@tlspin/testing";

/**
 * What the contract's scenarios are in an Electron app: a peer that a pinned session of the double meets,
 * an attack of ours by another name, a test of its own, or a gap with its reason. None of it is proof of
 * a real Electron: that is what electron.e2e.test.ts is for.
 */
export type InElectron = Meeting | Proof | Gap;

/** A session under this policy meets a server of the contract's own world. */
export interface Meeting {
  readonly policy: (pins: Pins) => object;
  readonly peer: string;
  readonly host?: string;
  /** The reason to refuse, or `undefined` where the server is reached. */
  readonly refused?: string;
  /** The pin that somebody's own check looks for among what was sent. Default: none is checked. */
  readonly naivePin?: keyof Pins;
}

/** Where it is tested: an attack in scenarios.ts, or a test by a part of its title. */
export interface Proof {
  readonly in: "scenarios.ts" | "update.test.ts" | "verify-proc.test.ts" | "electron.e2e.test.ts";
  readonly as: string;
}

/** Why there is nothing to test in a session. */
export interface Gap {
  readonly gap: string;
}

export type Pins = ForgedWorld["pins"];

const OTHER_STACK: Gap = {
  gap: "a door of Node.js's own stack, which in Electron is pinned by @tlspin/node",
};

/** Every scenario of the contract, by its name. */
export const IN_ELECTRON: Readonly<Record<string, InElectron>> = {
  ...doors(),
  ...basics(),
  ...chains(),
  ...surroundings(),
  ...liveConnections(),
  ...hostNames(),
  ...waysOut(),
  ...protocols(),
};

function doors(): Readonly<Record<string, InElectron>> {
  return {
    "wrong-pin": { policy: leaf(), peer: "wrong-key", refused: "no-pin-matched" },
    "self-test": { gap: "Chromium dials by itself: there is no connection in memory to hand it" },
    "door-fetch": e2e("net.fetch"),
    "door-agent": OTHER_STACK,
    "door-wrapAgent": OTHER_STACK,
    "door-dispatcher": OTHER_STACK,
    "door-http2Connect": OTHER_STACK,
    "door-connect": OTHER_STACK,
    "door-tlsOptions": OTHER_STACK,
    "door-nativeFetch": e2e("renderer-fetch"),
  };
}

function basics(): Readonly<Record<string, InElectron>> {
  const excluding = (pins: Pins): object => {
    const { hosts: own, ...rest } = policyOf(pins, {
      host: "example.com",
      includeSubdomains: true,
    });
    const excluded = { host: "other.example.com", includeSubdomains: true, exclude: true };
    return { ...rest, hosts: [...own, excluded] };
  };
  const distrusting = (name: keyof Pins, rule: object = {}) =>
    leaf((pins) => ({ distrusted: [{ spki: pins[name] }], ...rule }));
  const root = leaf(({ root: spki, backup }) => caRule(spki, backup));
  return {
    "allowed-leaf-pin": { policy: leaf(), peer: "right" },
    "allowed-ca-pin": { policy: ca(), peer: "right" },
    "backup-in-use": { policy: leaf(), peer: "backup" },
    "expired-pins": {
      policy: leaf(() => ({ expires: "2020-01-01" })),
      peer: "right",
      refused: "pins-expired",
      naivePin: "leaf",
    },
    "distrusted-key": {
      policy: ca(({ leaf: spki }) => ({ distrusted: [{ spki }] })),
      peer: "right",
      refused: "key-distrusted",
      naivePin: "issuing",
    },
    "distrusted-behind-decoy": {
      policy: distrusting("issuing", { mode: "report-only" }),
      peer: "decoy",
      refused: "key-distrusted",
    },
    "allowed-behind-decoy": { policy: ca(), peer: "decoy" },
    "allowed-root-pin": { policy: root, peer: "expired-cross" },
    "distrusted-root-behind-padding": {
      policy: distrusting("root"),
      peer: "right-padded",
      refused: "key-distrusted",
      naivePin: "leaf",
    },
    "report-only": { policy: leaf(() => ({ mode: "report-only" })), peer: "wrong-key" },
    "unlisted-host": {
      policy: (pins) => ({ ...policyOf(pins), unlistedHosts: "reject" }),
      peer: "wrong-key",
      host: "other.example.com",
      refused: "host-unlisted",
    },
    "excluded-subdomain": { policy: excluding, peer: "origin-h2", host: "other.example.com" },
    "certificate-pin": {
      policy: leaf(({ leafCertificate }) => ({ pins: [{ certificate: leafCertificate }] })),
      peer: "p521-sha256-link",
      refused: "no-pin-matched",
      naivePin: "leaf",
    },
    "ip-host": {
      policy: leaf(() => ({ host: "127.0.0.1" })),
      peer: "wrong-key",
      host: "127.0.0.1",
      refused: "no-pin-matched",
    },
  };
}

function chains(): Readonly<Record<string, InElectron>> {
  const peers: Readonly<Record<string, string>> = {
    "CVE-2016-2402": "rogue-extra",
    "chain-A-first": "A-first",
    "chain-A-last": "A-last",
    "chain-B-first": "B-first",
    "chain-B-last": "B-last",
    "chain-C": "C",
    "rewrapped-pinned-ca": "rewrapped",
    "chain-D": "D",
    "chain-F-first": "F-first",
    "chain-F-last": "F-last",
    "chain-F2": "F2",
    "chain-G-last": "G-last",
    "chain-G2": "G2",
    "sha1-md5-link": "sha1-link",
    "sig-alg-mismatch": "mismatched-link",
    "unknown-critical-extension": "critical-link",
  };
  const meetings = Object.entries(peers).map(([name, peer]) => [
    name,
    { policy: ca(), peer, refused: "no-pin-matched", naivePin: "issuing" } as const,
  ]);
  return {
    ...Object.fromEntries(meetings),
    "chain-G-first": {
      gap: "the double knows no name constraints, so it verifies this path. Chromium's verifier knows them",
    },
    "signature-unsupported": { gap: "Chromium verified the path: no signature is verified again" },
    ...oversized(),
    "malformed-chain": {
      policy: leaf(({ malformedLeaf }) => ({ pins: [malformedLeaf] })),
      peer: "malformed",
      refused: "certificate-malformed",
      naivePin: "malformedLeaf",
    },
  };
}

function oversized(): Readonly<Record<string, InElectron>> {
  return {
    "huge-certificate": { policy: leaf(), peer: "huge-wrong", refused: "no-pin-matched" },
    "hundred-certificates": {
      policy: ca(),
      peer: "hundred-wrong",
      // A path as long as this is none that Chromium verifies.
      refused: "certificate-malformed",
      naivePin: "issuing",
    },
    "distrusted-hidden-by-budget": {
      policy: leaf(({ issuing: spki }) => ({ distrusted: [{ spki }], mode: "report-only" })),
      peer: "hidden-by-hundred",
      refused: "key-distrusted",
    },
  };
}

function surroundings(): Readonly<Record<string, InElectron>> {
  const gap = "a session has no such option: what it is given, Electron hands to Chromium";
  return {
    "rejectUnauthorized-false": scenario("certificate-error"),
    "NODE_TLS_REJECT_UNAUTHORIZED=0": { gap: "Chromium does not read the variable" },
    "secureContext-override": { gap },
    "weakening-options": scenario("lowered-tls-floor"),
    "unknown-option": { gap },
    "getter-toctou-options": { in: "verify-proc.test.ts", as: "a host that throws" },
    "own-check-only-refuses": scenario("replaced-proc"),
    "untrusted-but-pinned": { policy: leaf(), peer: "self-signed", refused: "not-authorized" },
    "prototype-polluted-options": { gap: "no connection of Chromium's reads a JavaScript object" },
    "throwing-hook-with-uncaughtException-handler": scenario("throwing-proc"),
  };
}

function liveConnections(): Readonly<Record<string, InElectron>> {
  const gap = "Chromium keeps its verdict for 30 minutes per chain and host, whatever is updated";
  const sockets = "Chromium hands out no socket, and a session cannot be closed";
  return {
    "resumed-session": {
      gap: "Chromium resumes sessions by itself, and only with hosts that it accepted before",
    },
    "pooled-socket-before-update": { in: "update.test.ts", as: "update closes the connections" },
    "report-only-pool-then-enforce": { in: "update.test.ts", as: "update closes the connections" },
    "renegotiated-certificate": {
      gap: "Chromium refuses a certificate that changes in a renegotiation",
    },
    "certificate-swapped-under-load": {
      gap: "Chromium dials by itself. It asks about each chain that it has not seen",
    },
    "update-mid-handshake": { gap },
    "update-inside-onVerdict": { gap },
    "prepended-listener-write": { gap: sockets },
    "clock-back": {
      policy: (pins) => ({ ...policyOf(pins), issued: "2099-01-01T00:00:00Z" }),
      peer: "right",
      refused: "clock-before-issued",
      naivePin: "leaf",
    },
    "clock-forward-onExpiry-unpin": {
      policy: leaf(() => ({ expires: "2020-01-01" })),
      peer: "wrong-key",
      refused: "pins-expired",
    },
    "equal-revision-other-content": { in: "update.test.ts", as: "an equal revision with other" },
    "update-brings-expiry": { gap },
    "update-distrusts-behind-decoy": { in: "update.test.ts", as: "a tightening names what" },
    "close-mid-handshake": { gap: sockets },
    "close-inside-lookup": { gap: sockets },
    "abort-inside-onVerdict": { gap: sockets },
    "nothing-left": { gap: sockets },
  };
}

function hostNames(): Readonly<Record<string, InElectron>> {
  const gap = "Chromium asks about the host of the URL, and a page cannot give it another";
  return {
    "host-header-confusion": { gap },
    "servername-of-a-pinned-host": { gap },
    "two-names-two-rules": { gap },
    "CVE-2026-129482": scenario("trailing-dot"),
    "fullwidth-and-nul-host": { gap: "Chromium makes the host canonical before it asks" },
    "carveout-subdomain": {
      policy: (pins) => {
        const above = ruleOf(pins, { host: "example.com", includeSubdomains: true });
        return { ...policyOf(pins), hosts: [above, ruleOf(pins, {})] };
      },
      peer: "wrong-key",
      host: "v2.api.example.com",
      refused: "no-pin-matched",
    },
    "typo-of-an-owned-host": {
      policy: (pins) => ({ ...policyOf(pins), ownedDomains: ["example.com"] }),
      peer: "wildcard-h2",
      host: "apo.example.com",
      refused: "host-unlisted",
    },
    "wrong-host": { policy: leaf(), peer: "wrong-host", refused: "not-authorized" },
    "h2-foreign-authority": { gap: "a page cannot choose the authority of a request" },
    "h2-certificate-of-another-rule": {
      policy: (pins) => {
        const { hosts: own, ...rest } = policyOf(pins);
        const other = ruleOf(pins, { host: "other.example.com", pins: [pins.issuing] });
        return { ...rest, hosts: [...own, other] };
      },
      peer: "right",
      refused: "no-pin-matched",
      naivePin: "leaf",
    },
    "wildcard-san-coalescing": scenario("wildcard-san-coalescing"),
    "origin-frame-coalescing": {
      gap: "the double knows no ORIGIN frame. Chromium asks for the name in the certificate as well, which is held against every rule",
    },
  };
}

function waysOut(): Readonly<Record<string, InElectron>> {
  const gap =
    "a session follows redirects as Chromium does, and asks about each host that it comes to: an unlisted one gets what unlistedHosts says";
  return {
    "redirect-to-http": { gap },
    "redirect-to-unlisted": { gap },
    "redirect-through-allowed": { gap },
    proxy: { gap: "the double has no proxy. Chromium asks about the origin inside the tunnel" },
    "connect-header-leak": { gap: "the double has no proxy. Chromium opens its own tunnels" },
    "no-proxy-host": { gap: "the double has no proxy. Chromium asks about the origin in any case" },
    "client-certificate": { gap: "the app's own select-client-certificate decides" },
    "client-certificate-disclosure": { gap: "the app's own select-client-certificate decides" },
    "client-certificate-overtaken": { gap: "the app's own select-client-certificate decides" },
  };
}

function protocols(): Readonly<Record<string, InElectron>> {
  const ciphers = "Chromium has no such cipher suites";
  const raw = "a session makes no raw connections: those are Node.js's, pinned by @tlspin/node";
  const addresses = "Chromium looks addresses up, and asks about the certificate that it was shown";
  const network = "Chromium reports it as a network error before it asks anybody";
  return {
    psk: { gap: ciphers },
    anonymous: { gap: ciphers },
    starttls: { gap: raw },
    "buffered-starttls": { gap: raw },
    "starttls-strip": { gap: raw },
    "tls-1.1": e2e("tls-1.1"),
    "minTls-1.3": scenario("lowered-tls-floor"),
    "weak-cipher": scenario("weak-cipher"),
    garbage: { gap: network },
    slow: { gap: network },
    reset: { gap: network },
    "cut-at-any-byte": { gap: network },
    "half-closed": { gap: network },
    "odd-pieces": { gap: "Chromium puts the handshake together before it asks" },
    "dns-answers-change": { gap: addresses },
    "happy-eyeballs": { gap: addresses },
  };
}

function leaf(rule: (pins: Pins) => object = () => ({})): (pins: Pins) => object {
  return (pins) => policyOf(pins, rule(pins));
}

function ca(rule: (pins: Pins) => object = () => ({})): (pins: Pins) => object {
  return leaf((pins) => ({ ...caRule(pins.issuing, pins.backup), ...rule(pins) }));
}

function caRule(spki: string, backup: string): object {
  return { pins: [{ spki, at: "ca" }], backupPins: [{ spki: backup, at: "ca" }] };
}

function policyOf(pins: Pins, rule: object = {}): { readonly hosts: readonly object[] } {
  const hosts = [ruleOf(pins, rule)];
  return Object.assign({ hosts }, { version: 1, revision: 1, unlistedHosts: "unpinned" });
}

function ruleOf(pins: Pins, rule: object): object {
  const own = { host: "api.example.com", includeSubdomains: false, pins: [pins.leaf] };
  return { ...own, backupPins: [pins.backup], ...rule };
}

function scenario(as: string): Proof {
  return { in: "scenarios.ts", as };
}

function e2e(as: string): Proof {
  return { in: "electron.e2e.test.ts", as };
}
