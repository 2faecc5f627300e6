import { pinOf } from "@tlspin/core";
import type { ForgedParty } from "@tlspin/testing";

import {
  API,
  caPolicy,
  expiredLeaf,
  issuing,
  leafPolicy,
  moved,
  leaf,
  rogueAlone,
  rogueBoth,
  rogueLeaf,
  rogueRoot,
  rogueStatus,
  rogueWildcard,
  trustedSameNameLeaf,
  wrongHostLeaf,
  root,
  sameNameLeaf,
  STATUS,
  status,
} from "./cast.ts";
import type { FakeServer, Served } from "./chromium.ts";
import type { FakeApp } from "./fake-app.ts";
import * as naive from "./naive.ts";

/** An attack that works on somebody's own check, and must not on ours. */
export interface Attack {
  readonly name: string;
  /** What a user may rely on, as a sentence. */
  readonly guarantee: string;
  readonly policy: object;
  /** Protects the app as somebody might. */
  readonly naive: (app: FakeApp) => void;
  /** Attacks the app. Gives the application bytes that reached the attacker. */
  readonly run: (app: FakeApp) => number;
  /** What the app's `certificate-error` handler says. */
  readonly forgives?: boolean;
}

export const ATTACKS: readonly Attack[] = [
  {
    name: "wrong-key",
    guarantee: "a CA that the machine trusts cannot speak for a pinned host",
    policy: leafPolicy(),
    naive: () => undefined,
    run: (app) => bytesOf(app, API, [rogueLeaf, rogueRoot]),
  },
  {
    name: "CVE-2016-2402",
    guarantee: "a pinned CA counts only where Chromium's own path leads through it",
    policy: caPolicy(),
    naive: naive.guardedBy(naive.servedCheck),
    run: (app) => bytesOf(app, API, [rogueLeaf, rogueRoot, issuing]),
  },
  {
    name: "chain-C",
    guarantee: "nor where a root that the machine trusts bears the pinned CA's name",
    policy: caPolicy(),
    naive: naive.guardedBy(naive.byName),
    run: (app) => bytesOf(app, API, [trustedSameNameLeaf, issuing]),
  },
  {
    name: "untrusted-but-pinned",
    guarantee: "a pinned key is not enough where Chromium trusts no CA of the chain",
    policy: leafPolicy(),
    naive: naive.guardedBy(naive.careless),
    run: (app) => bytesOf(app, API, [leaf]),
  },
  {
    name: "wrong-host",
    guarantee: "nor where the certificate is for another host",
    policy: leafPolicy(),
    naive: naive.guardedBy(naive.careless),
    run: (app) => bytesOf(app, API, [wrongHostLeaf, issuing]),
  },
  {
    name: "distrusted-key",
    guarantee: "a key that is known to be stolen is refused though its CA is pinned",
    policy: caPolicy({ distrusted: [{ spki: pinOf(leaf.spki) }] }),
    naive: naive.guardedBy(naive.leafCheck),
    run: (app) => bytesOf(app, API, [leaf, issuing]),
  },
  {
    name: "expired-pins",
    guarantee: "pins that have expired let nothing in",
    policy: leafPolicy({ expires: "2026-11-22" }),
    naive: naive.guardedBy(naive.leafCheck),
    run: (app) => bytesOf(app, API, [leaf, issuing]),
  },
  {
    name: "clock-back",
    guarantee: "a clock that was set back does not bring a policy's past back",
    policy: leafPolicy({}, { issued: "2026-12-01T00:00:00Z" }),
    naive: naive.guardedBy(naive.leafCheck),
    run: (app) => bytesOf(app, API, [leaf, issuing]),
  },
  {
    name: "typo-of-an-owned-host",
    guarantee: "a host of ours that no rule names is not let in unpinned",
    policy: leafPolicy({}, { ownedDomains: ["example.com"] }),
    naive: naive.guardedBy(naive.leafCheck),
    run: (app) => bytesOf(app, STATUS, [rogueStatus, rogueRoot]),
  },
  {
    name: "ignored-error-code",
    guarantee: "a pinned key in an expired certificate is refused",
    policy: leafPolicy(),
    naive: naive.guardedBy(naive.careless),
    run: (app) => bytesOf(app, API, [expiredLeaf, issuing]),
  },
  {
    name: "unverified-path",
    guarantee: "what Chromium could not verify is no path, however it is linked",
    policy: caPolicy(),
    naive: naive.guardedBy(naive.careless),
    run: (app) => bytesOf(app, API, [sameNameLeaf, issuing]),
  },
  {
    name: "zero-for-others",
    guarantee: "a host without pins keeps Chromium's own checks",
    policy: leafPolicy(),
    naive: naive.guardedBy(naive.zeroForOthers),
    run: (app) => bytesOf(app, "shop.example.org", [sameNameLeaf]),
  },
  {
    name: "certificate-error",
    guarantee: "a handler that forgives certificate errors is not asked about a pinned host",
    policy: leafPolicy(),
    naive: naive.guardedBy(naive.leavesErrors),
    run: (app) => bytesOf(app, API, [sameNameLeaf]),
    forgives: true,
  },
  {
    name: "throwing-proc",
    guarantee: "a chain without any CA is refused, not let in by an exception",
    policy: caPolicy(),
    naive: naive.guardedBy(naive.swallowing),
    run: (app) => bytesOf(app, API, [rogueAlone]),
  },
  {
    name: "wildcard-san-coalescing",
    guarantee: "a connection to an unlisted host cannot carry requests for a pinned one",
    policy: leafPolicy(),
    naive: naive.guardedBy(naive.leafCheck),
    run: (app) => coalesced(app, rogueWildcard),
  },
  {
    name: "named-san-coalescing",
    guarantee: "nor where the certificate names both",
    policy: leafPolicy(),
    naive: naive.guardedBy(naive.leafCheck),
    run: (app) => coalesced(app, rogueBoth),
  },
  {
    name: "late-installation",
    guarantee: "a session is pinned before anybody can load something in it",
    policy: leafPolicy(),
    naive: (app) =>
      void app.on("session-created", (session) => {
        session.load(API, serverOf([rogueLeaf]));
        session.setCertificateVerifyProc(naive.leafCheck);
      }),
    run: (app) => bytesOf(app, API, [rogueLeaf]),
  },
  {
    name: "later-partition",
    guarantee: "a partition that is created later is pinned too",
    policy: leafPolicy(),
    naive: (app) =>
      void app.once("session-created", (session) =>
        session.setCertificateVerifyProc(naive.leafCheck),
      ),
    run: (app) => {
      app.session();
      return bytesOf(app, API, [rogueLeaf]);
    },
  },
  {
    name: "network-service-restart",
    guarantee: "pins are back when Chromium's network service is",
    policy: leafPolicy(),
    naive: naive.guardedBy(naive.leafCheck),
    run: (app) => {
      const session = app.session();
      app.restartNetworkService();
      const server = serverOf([rogueLeaf]);
      session.load(API, server);
      return server.bytes;
    },
  },
  {
    name: "replaced-proc",
    guarantee: "a library that sets a check of its own cannot unpin a session",
    policy: leafPolicy(),
    naive: naive.guardedBy(naive.leafCheck),
    run: (app) => {
      const session = app.session();
      attempt(() => session.setCertificateVerifyProc(null));
      const server = serverOf([rogueLeaf]);
      session.load(API, server);
      return server.bytes;
    },
  },
  {
    name: "lowered-tls-floor",
    guarantee: "nor lower its TLS floor",
    policy: leafPolicy({}, { minTls: "1.3" }),
    naive: naive.guardedBy(naive.leafCheck),
    run: (app) => {
      const session = app.session();
      attempt(() => session.setSSLConfig({ minVersion: "tls1.2" }));
      const server = serverOf([leaf, issuing], { tls: "tls1.2" });
      session.load(API, server);
      return server.bytes;
    },
  },
  {
    name: "weak-cipher",
    guarantee: "a cipher without forward secrecy is not offered",
    policy: leafPolicy(),
    naive: naive.guardedBy(naive.leafCheck),
    run: (app) => bytesOf(app, API, [leaf, issuing], { tls: "tls1.2", suite: 0x009c }),
  },
  {
    name: "trailing-dot",
    guarantee: "another spelling of a pinned host is that host",
    policy: leafPolicy(),
    naive: naive.guardedBy(naive.leafCheck),
    run: (app) => bytesOf(app, `${API}.`, [rogueLeaf]),
  },
  {
    name: "utility-process",
    guarantee: "a utility process that is forked with a pinned session has its pins",
    policy: leafPolicy(),
    naive: naive.guardedBy(naive.leafCheck),
    run: (app) => {
      const server = serverOf([rogueLeaf]);
      const session = app.session();
      app.fork(session).load(API, server);
      return server.bytes;
    },
  },
];

/** What must keep working, and where. */
export const GENUINE: readonly (readonly [string, object, string, readonly ForgedParty[]])[] = [
  ["the pinned key", leafPolicy(), API, [leaf, issuing]],
  ["the backup key", leafPolicy(), API, [moved, issuing]],
  ["a pinned CA that vouches", caPolicy(), API, [leaf, issuing]],
  ["a pinned CA among what is sent beside it", caPolicy(), API, [leaf, rogueRoot, issuing, root]],
  ["an unlisted host", leafPolicy(), STATUS, [status, issuing]],
  ["an unlisted host behind a proxy's CA", leafPolicy(), STATUS, [rogueStatus, rogueRoot]],
];

/** A server with what it serves. */
export function serverOf(chain: readonly Served[], more: Partial<FakeServer> = {}): FakeServer {
  return { address: "192.0.2.1", chain, bytes: 0, ...more };
}

function bytesOf(
  app: FakeApp,
  host: string,
  chain: readonly Served[],
  more: Partial<FakeServer> = {},
): number {
  const server = serverOf(chain, more);
  app.session().load(host, server);
  return server.bytes;
}

/** Draws the app to an unlisted host first, so that the pinned one rides along. */
function coalesced(app: FakeApp, party: ForgedParty): number {
  const session = app.session();
  const server = serverOf([party], { h2: true });
  session.load(STATUS, server);
  const before = server.bytes;
  session.load(API, server);
  return server.bytes - before;
}

function attempt(action: () => void): void {
  try {
    action();
  } catch {
    // Refused. What counts is where the bytes go.
  }
}
