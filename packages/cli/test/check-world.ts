import { writeFileSync } from "node:fs";
import { networkInterfaces } from "node:os";
import { join } from "node:path";

import { pinOf } from "@tlspin/core";
import { type ForgedCa, type ForgedParty, forgeRoot } from "@tlspin/testing";

import { type Nginx, type Site, startNginx } from "./nginx.ts";
import { freePort } from "./service.ts";
import { newFolder } from "./tlspin.ts";

/** Whether this machine has a loopback address of IPv6. */
export const hasIpv6: boolean = (networkInterfaces()["lo"] ?? []).some(
  ({ address }) => address === "::1",
);

// Said out loud, so that a green run does not pass for a full one.
if (!hasIpv6) process.stderr.write("SKIPPED: there is no ::1 here, so IPv6 is not audited\n");

/** A PKI, and an nginx with a site for each thing that an audit finds. */
export interface CheckWorld {
  readonly nginx: Nginx;
  readonly root: ForgedCa;
  readonly issuer: ForgedCa;
  readonly leaf: ForgedParty;
  readonly backup: ForgedParty;
  readonly ca: string;
  /** The port of a site. */
  port(site: string): number;
  /** Writes a policy that pins api.example.com, but for the change, and gives its path. */
  policy(change?: object): string;
  /** The flags that lead api.example.com to a site. */
  to(...sites: readonly string[]): readonly string[];
}

/** Starts it. Stop `nginx` when done. */
export async function startCheckWorld(): Promise<CheckWorld> {
  const root = await forgeRoot({ name: "Example Root" });
  const issuer = await root.issueCa({ name: "Example Issuing CA 3" });
  const cast = await castOf(issuer);
  const names = Object.keys(sitesOf(cast, issuer));
  const ports = new Map<string, number>();
  for (const name of names) ports.set(name, await freePort());
  const port = (site: string): number => ports.get(site) ?? 0;
  const sites = Object.entries(sitesOf(cast, issuer)).map(([name, site]) => ({
    ...site,
    listen: `${site.listen}:${port(name)}`,
  }));
  const nginx = await startNginx(sites);
  const folder = newFolder();
  const ca = join(folder, "ca.pem");
  writeFileSync(ca, root.pem);
  const { leaf, backup } = cast;
  return {
    nginx,
    root,
    issuer,
    leaf,
    backup,
    ca,
    port,
    policy: (change = {}) => policyFile({ ...ruleOf(leaf, backup), ...change }),
    to: (...to) => {
      const targets = to.map((site) => sites[names.indexOf(site)]?.listen ?? "");
      return ["--resolve", `api.example.com:443:${targets.join(",")}`, "--ca", ca];
    },
  };
}

interface Cast {
  readonly leaf: ForgedParty;
  readonly backup: ForgedParty;
  readonly rsa: ForgedParty;
  readonly wrongKey: ForgedParty;
  readonly wrongHost: ForgedParty;
  readonly ending: ForgedParty;
}

async function castOf(issuer: ForgedCa): Promise<Cast> {
  const hosts = ["api.example.com"];
  const leaf = await issuer.issueLeaf({ hosts });
  return {
    leaf,
    backup: await issuer.issueLeaf({ hosts }),
    rsa: await issuer.issueLeaf({ hosts, key: "RSA-2048" }),
    wrongKey: await issuer.issueLeaf({ hosts }),
    wrongHost: await issuer.issueLeaf({ hosts: ["www.example.com"], key: leaf.key }),
    ending: await issuer.issueLeaf({
      hosts,
      key: leaf.key,
      notAfter: new Date(Date.now() + 5 * DAY + 60_000),
    }),
  };
}

/** The sites. Each differs from `good` in what its name says. */
function sitesOf(cast: Cast, issuer: ForgedCa): Readonly<Record<string, Site>> {
  const chain = (party: ForgedParty) => ({ cert: party.pem + issuer.pem, key: party.keyPem });
  const good = { listen: "127.0.0.1", tls: chain(cast.leaf), lines: [...MODERN, HSTS] };
  return {
    good,
    "good-2": { ...good, listen: "127.0.0.2" },
    ...(hasIpv6 ? { "good-v6": { ...good, listen: "[::1]" } } : {}),
    "wrong-key": { ...good, listen: "127.0.0.2", tls: chain(cast.wrongKey) },
    "on-backup": { ...good, tls: chain(cast.backup) },
    "wrong-host": { ...good, tls: chain(cast.wrongHost) },
    "short-chain": { ...good, tls: { cert: cast.leaf.pem, key: cast.leaf.keyPem } },
    ending: { ...good, tls: chain(cast.ending) },
    "old-tls": { ...good, tls: chain(cast.rsa), lines: [...OLD, HSTS] },
    "only-old": { ...good, tls: chain(cast.rsa), lines: [...ONLY_OLD, HSTS] },
    "no-hsts": { ...good, lines: MODERN },
    "short-hsts": { ...good, lines: [...MODERN, hsts("max-age=300; includeSubDomains")] },
    "broken-hsts": { ...good, lines: [...MODERN, hsts("includeSubDomains")] },
    "lone-hsts": { ...good, lines: [...MODERN, hsts("max-age=63072000")] },
    "no-head": { ...good, lines: [...MODERN, "if ($request_method = HEAD) { return 405; }", HSTS] },
    redirect: { listen: "127.0.0.1", lines: ["return 301 https://$host/;"] },
    "no-redirect": { listen: "127.0.0.1", lines: ["return 200 hello;"] },
    "redirect-to-http": { listen: "127.0.0.1", lines: ["return 302 http://$host/login;"] },
  };
}

function ruleOf(leaf: ForgedParty, backup: ForgedParty): object {
  return {
    host: "api.example.com",
    includeSubdomains: false,
    pins: [pinOf(leaf.spki)],
    backupPins: [pinOf(backup.spki)],
  };
}

function policyFile({ minTls, ...rule }: { readonly minTls?: string }): string {
  const path = join(newFolder(), "pins.json");
  const own = minTls === undefined ? {} : { minTls };
  writeFileSync(
    path,
    JSON.stringify({ version: 1, revision: 7, unlistedHosts: "unpinned", ...own, hosts: [rule] }),
  );
  return path;
}

function hsts(value: string): string {
  return `add_header Strict-Transport-Security "${value}" always;`;
}

const HSTS = hsts("max-age=63072000; includeSubDomains; preload");

const MODERN = ["ssl_protocols TLSv1.2 TLSv1.3;", "ssl_ciphers ECDHE+AESGCM:ECDHE+CHACHA20;"];

const OLD = ["ssl_protocols TLSv1 TLSv1.1 TLSv1.2;", "ssl_ciphers ALL:@SECLEVEL=0;"];

const ONLY_OLD = ["ssl_protocols TLSv1 TLSv1.1;", "ssl_ciphers ALL:@SECLEVEL=0;"];

const DAY = 24 * 60 * 60 * 1000;
