import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { type ForgedParty, forgeRoot, type Servers, startServers } from "@tlspin/testing";

import { newFolder } from "./tlspin.ts";

/** A PKI and live servers on loopback, with the files that the command is given. */
export interface World {
  readonly servers: Servers;
  readonly leaf: ForgedParty;
  readonly issuer: ForgedParty;
  /** The same host with another key. */
  readonly moved: ForgedParty;
  /** PEM files: the root to trust, and the served chain. */
  readonly ca: string;
  readonly chain: string;
  /** The flags that lead a dial to a server. */
  flags(server: string): readonly string[];
}

/** Starts it. Close `servers` when done. */
export async function startWorld(): Promise<World> {
  const root = await forgeRoot({ name: "Example Root" });
  const issuer = await root.issueCa({ name: "Example Issuing CA 3" });
  const leaf = await issuer.issueLeaf({
    hosts: ["api.example.com", "www.example.com", "127.0.0.1"],
  });
  const moved = await issuer.issueLeaf({ hosts: ["api.example.com"] });
  const expired = await issuer.issueLeaf({
    hosts: ["api.example.com"],
    notAfter: new Date("2025-02-01"),
  });
  const hostile = await issuer.issueLeaf({ hosts: ["api.example.com"], name: "a\u001b[2J\u202eb" });
  const identity = (party: ForgedParty) => ({ cert: party.pem + issuer.pem, key: party.keyPem });
  const servers = await startServers([
    { name: "right", protocol: "http", tls: identity(leaf) },
    { name: "moved", protocol: "http", tls: identity(moved) },
    { name: "expired", protocol: "http", tls: identity(expired) },
    { name: "hostile", protocol: "http", tls: identity(hostile) },
    { name: "tls-1.2", protocol: "http", tls: { ...identity(leaf), maxVersion: "TLSv1.2" } },
    { name: "weak", protocol: "http", tls: { ...identity(leaf), ...WEAK } },
    { name: "tls-1.1", protocol: "http", tls: { ...identity(leaf), ...OLD } },
    { name: "plain", protocol: "http" },
    { name: "silent", protocol: "http", tls: identity(leaf), behaviour: "hold" },
    { name: "reset", protocol: "http", tls: identity(leaf), behaviour: "reset" },
    { name: "garbage", protocol: "http", tls: identity(leaf), behaviour: "garbage" },
  ]);
  const folder = newFolder();
  const [ca, chain] = [join(folder, "ca.pem"), join(folder, "chain.pem")];
  writeFileSync(ca, root.pem);
  writeFileSync(chain, leaf.pem + issuer.pem);
  const flags = (server: string) => ["--connect", `127.0.0.1:${servers.port(server)}`, "--ca", ca];
  return { servers, leaf, issuer, moved, ca, chain, flags };
}

const WEAK = { maxVersion: "TLSv1.2", ciphers: "ECDHE-ECDSA-AES128-SHA256" } as const;
const OLD = { minVersion: "TLSv1", maxVersion: "TLSv1.1", ciphers: "ALL:@SECLEVEL=0" } as const;
