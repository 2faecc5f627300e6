import type { Decision } from "./decision.ts";

/** Certificates that some parser reads, and our gate refuses. The names are the first digits of a hash. */
export const REFUSED_KEYS: readonly Decision[] = [
  {
    why: "a BOOLEAN that is neither 00 nor FF (X.690 §11.1); Go and cryptography refuse it as well",
    cases: [
      "2fb5f104759638ba0c77",
      "328a743d5c80fb6f00e7",
      "772570ca06b01475b5e3",
      "35c241f1bbfa565e8aa7",
    ],
  },
  {
    why: "an OCTET STRING in pieces (X.690 §10.2)",
    cases: ["1a05ef94dbb8a67d10e0", "45a1026e8695d7b82c4b", "940687391bd9fa7e6675"],
  },
  {
    why: "unused bits in a BIT STRING that has none (X.690 §8.6.2.3)",
    cases: ["46c733e8619477acb547"],
  },
  {
    why: "a unique identifier in pieces (X.690 §10.2)",
    cases: ["6dc1e52779cb62e2bf55"],
  },
  {
    why: "a DSA parameter with a needless zero (X.690 §8.3.2); Go and cryptography refuse it as well",
    cases: ["9a96210cb2999d79e9e7"],
  },
];
