import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { pinOf } from "@tlspin/core";
import { forgeRoot, type Identity } from "@tlspin/testing";

/** Who plays: a genuine server, and a rogue one whose CA the machine trusts as well. */
export interface Cast {
  readonly genuine: Identity;
  readonly rogue: Identity;
  /** A file with both roots. */
  readonly roots: string;
  /** A folder of the test's own. */
  readonly folder: string;
  /** The rule that pins `localhost` to the genuine key. */
  readonly rule: object;
  /** The rule that pins it to the genuine CA's key. */
  readonly caRule: object;
  /** Writes a policy of that rule, and gives its path. */
  policy(name: string, changes?: object): Promise<string>;
  close(): Promise<void>;
}

/** Forges the cast. */
export async function forgeCast(): Promise<Cast> {
  const [root, rogueRoot] = [
    await forgeRoot({ name: "Example Root" }),
    await forgeRoot({ name: "Rogue Root" }),
  ];
  const hosts = ["localhost", "127.0.0.1"];
  const [leaf, rogueLeaf] = [await root.issueLeaf({ hosts }), await rogueRoot.issueLeaf({ hosts })];
  const folder = await mkdtemp(join(tmpdir(), "tlspin-register-"));
  const roots = join(folder, "roots.pem");
  await writeFile(roots, root.pem + rogueRoot.pem);
  const pins = { pins: [pinOf(leaf.spki)], backupPins: [pinOf(new Uint8Array(1))] };
  const rule = { host: "localhost", includeSubdomains: false, ...pins };
  const ca = { spki: pinOf(root.spki), at: "ca" };
  const caBackup = { spki: pinOf(new Uint8Array(1)), at: "ca" };
  return {
    genuine: { cert: leaf.pem, key: leaf.keyPem },
    rogue: { cert: rogueLeaf.pem, key: rogueLeaf.keyPem },
    roots,
    folder,
    rule,
    caRule: { ...rule, pins: [ca], backupPins: [caBackup] },
    policy: async (name, changes = {}) => {
      const policy = { version: 1, revision: 1, unlistedHosts: "unpinned", hosts: [rule] };
      const path = join(folder, name);
      await writeFile(path, JSON.stringify({ ...policy, ...changes }));
      return path;
    },
    close: () => rm(folder, { recursive: true }),
  };
}
