import {
  bitStringOf,
  forgeKey,
  type ForgedKey,
  forgeRoot,
  joinBytes,
  octetStringOf,
  oidOf,
  sequenceOf,
  setOf,
  utf8StringOf,
} from "@tlspin/testing";

/** Certificates that a man in the middle would forge to keep a client busy, each near the largest. */
export async function hostileCertificates(): Promise<Readonly<Record<string, Uint8Array>>> {
  const root = await forgeRoot({ name: "Rogue Root" });
  const ca = { name: "Rogue", key: root.key };
  const extension = (value: Uint8Array) => ({
    ...ca,
    extensions: [{ oid: "1.3.6.1.4.1.55555.1", critical: false, value }],
  });
  const forged = {
    "2,000 attributes in its name": await root.issueCa({ ...ca, nameDer: namesOf(2000) }),
    "an extension of 98 kB": await root.issueCa(extension(octetStringOf(new Uint8Array(98_000)))),
    "a key of 98 kB": await root.issueCa({ ...ca, key: await hugeKey(98_000) }),
  };
  const certificates = Object.entries(forged).map(
    ([name, { certificate }]) => [name, certificate] as const,
  );
  return { ...Object.fromEntries(certificates), "40,000 nested elements": nested(40_000) };
}

function namesOf(attributes: number): Uint8Array {
  const organisation = oidOf("2.5.4.10");
  return sequenceOf(
    ...Array.from({ length: attributes }, (_, i) =>
      setOf(sequenceOf(organisation, utf8StringOf(`o${i}`))),
    ),
  );
}

async function hugeKey(bytes: number): Promise<ForgedKey> {
  const key = await forgeKey("P-256");
  const algorithm = key.spki.subarray(2, 23);
  return { ...key, spki: sequenceOf(algorithm, bitStringOf(new Uint8Array(bytes))) };
}

/** No forge makes it: elements that hold each other, to the depth at which each recursion ends. */
function nested(depth: number): Uint8Array {
  const half = joinBytes(...Array.from({ length: depth }, () => Uint8Array.of(0x30, 0x80)));
  return joinBytes(half, new Uint8Array(2 * depth));
}
