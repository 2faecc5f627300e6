import { createPrivateKey, createPublicKey, sign } from "node:crypto";

import { type ForgedCa, type ForgedKey, type ForgedParty, forgeRoot } from "@tlspin/testing";

/** Certificates that are the same in every run: the keys are made of constants, and sign alike each time. */
export interface World {
  /** Everyone, by a name. */
  readonly parties: ReadonlyMap<string, ForgedParty>;
  readonly at: Date;
}

/** Forges a PKI, one who bears its names, and CAs that certify each other and what they must not. */
export async function forgeWorld(): Promise<World> {
  const root = await forgeRoot(ca("Root", 1));
  const issuing = await root.issueCa(ca("Issuing CA", 2));
  const rogueRoot = await forgeRoot(ca("Rogue Root", 3));
  const sameName = await rogueRoot.issueCa(ca("Issuing CA", 4));
  const parties = {
    ...(await genuine(root, issuing)),
    ...(await rogue(rogueRoot, sameName)),
    ...(await crossed(root, { issuing, rogueRoot, sameName })),
  };
  return { parties: new Map(Object.entries(parties)), at: new Date("2026-11-23T12:00:00Z") };
}

async function genuine(root: ForgedCa, issuing: ForgedCa) {
  const noCa = await issuing.issueCa({ ...ca("No CA", 5), ca: false });
  const narrow = await root.issueCa({
    ...ca("Narrow CA", 6),
    nameConstraints: { permitted: ["example.org"] },
  });
  return {
    leaf: await issuing.issueLeaf(server(10)),
    root,
    issuing,
    old: await root.issueCa({ ...ca("Old CA", 7), notAfter: new Date("2025-06-01T00:00:00Z") }),
    noCa,
    belowNoCa: await noCa.issueLeaf(server(11)),
    narrow,
    outside: await narrow.issueLeaf(server(12)),
  };
}

async function rogue(rogueRoot: ForgedCa, sameName: ForgedCa) {
  return {
    rogueRoot,
    sameName,
    rogueLeaf: await sameName.issueLeaf(server(13)),
    rogueDirect: await rogueRoot.issueLeaf(server(14)),
  };
}

interface Cas {
  readonly issuing: ForgedCa;
  readonly rogueRoot: ForgedCa;
  readonly sameName: ForgedCa;
}

/** Each certifies another's name and key, so that several paths, and circles, are there to be found. */
async function crossed(root: ForgedCa, { issuing, rogueRoot, sameName }: Cas) {
  return {
    issuingByRogue: await rogueRoot.issueCa({ ...ca("Issuing CA", 2) }),
    rootByRogue: await rogueRoot.issueCa({ ...ca("Root", 1) }),
    rogueRootAsNoCa: await issuing.issueCa({ ...ca("Rogue Root", 3), ca: false }),
    sameNameByIssuing: await issuing.issueCa({ ...ca("Issuing CA", 4), ca: false }),
    rootByIssuing: await issuing.issueCa(ca("Root", 1)),
    rogueRootBySameName: await sameName.issueCa(ca("Rogue Root", 3)),
    zeroPath: await root.issueCa({ ...ca("Issuing CA", 2), pathLen: 0 }),
  };
}

function ca(name: string, key: number) {
  return { name, ...constant(key) };
}

function server(key: number) {
  return { hosts: ["api.example.com"], ...constant(key) };
}

/** Key identifiers would let the oracle's library, and not ours, leave an issuer out. */
function constant(key: number) {
  return {
    key: keyOf(key),
    serial: Uint8Array.of(0x40, key),
    authorityKeyId: false,
    subjectKeyId: false,
  } as const;
}

/** An Ed25519 key (RFC 8410) of a constant. */
function keyOf(number: number): ForgedKey {
  const pkcs8 = Buffer.concat([PKCS8_HEAD, Buffer.alloc(32, number)]);
  const privateKey = createPrivateKey({ key: pkcs8, format: "der", type: "pkcs8" });
  const spki = createPublicKey(privateKey).export({ format: "der", type: "spki" });
  return {
    type: "Ed25519",
    spki: new Uint8Array(spki),
    keyPem: privateKey.export({ format: "pem", type: "pkcs8" }),
    signature: "ed25519",
    sign: (bytes) => Promise.resolve(new Uint8Array(sign(undefined, bytes, privateKey))),
  };
}

const PKCS8_HEAD = Buffer.from("302e020100300506032b657004220420", "hex");
