/**
 * The floors of `packages/core/src`, ground floor first. A floor has steps, and a file imports only
 * from lower steps, so that the core can be read from the ground up and no decision hides below the
 * facts it rests on. A new file is put on the lowest step that carries it.
 */
export const FLOORS: readonly Floor[] = [
  {
    name: "0, bytes and names",
    steps: [
      ["errors.ts", "bytes.ts"],
      ["base64.ts", "der.ts", "find-pin-error.ts", "hostname.ts", "plain-json.ts"],
    ],
  },
  {
    name: "1, certificates and pins",
    steps: [
      ["pem.ts", "pin.ts", "x509-parts.ts"],
      [
        "certificate-fields.ts",
        "key-algorithm.ts",
        "signature-algorithm.ts",
        "validity.ts",
        "x509.ts",
      ],
      ["certificate-details.ts", "loose-name.ts"],
      ["distinguished-name.ts"],
      ["general-names.ts"],
      ["extension-details.ts"],
      ["read-details.ts"],
      ["certificate.ts"],
    ],
  },
  {
    name: "2, policy and path",
    steps: [
      ["acceptance.ts", "policy.ts", "name-constraints.ts", "path-search.ts"],
      ["path-node.ts", "path-rules.ts", "policy-checks.ts"],
      ["path-signature.ts"],
      ["path-work.ts"],
      ["possible-issuers.ts"],
      ["path.ts"],
    ],
  },
  {
    name: "3, parsing, and what a verdict is",
    steps: [
      ["pin-schema.ts", "policy-rules.ts", "read-json.ts", "verdict.ts"],
      ["match-memo.ts", "pin-index.ts", "policy-schema.ts", "presented.ts"],
      ["unknown-keys.ts"],
      ["parse-policy.ts"],
    ],
  },
  { name: "4, the heart", steps: [["match-chain.ts"], ["evaluate.ts"], ["evaluate-reach.ts"]] },
  {
    name: "5, for people and machines",
    steps: [["describe-verdict.ts", "report.ts"], ["verdict-record.ts"]],
  },
  { name: "the roof", steps: [["index.ts"]] },
];

export interface Floor {
  readonly name: string;
  readonly steps: readonly (readonly string[])[];
}

/** The one file of the core that may import each of these. Everything else goes through it. */
export const SOLE_IMPORTERS: Readonly<Record<string, string>> = {
  "@noble/hashes": "pin.ts",
  asn1js: "x509.ts",
  pkijs: "x509.ts",
};

/** May `import type` from any floor: an error carries what the floors above it found. */
export const TYPES_FROM_ANYWHERE = "errors.ts";
