import { expect, test } from "vitest";

import { faultOf, type Handshake } from "../src/guard.ts";

const good: Handshake = {
  authorized: true,
  resumed: false,
  protocol: "TLSv1.3",
  cipher: "TLS_AES_128_GCM_SHA256",
};

test.each<[string, Partial<Handshake>, "1.2" | "1.3", string | undefined]>([
  ["TLS 1.3", {}, "1.3", undefined],
  [
    "TLS 1.2 with ECDHE and AES-GCM",
    { protocol: "TLSv1.2", cipher: "ECDHE-RSA-AES128-GCM-SHA256" },
    "1.2",
    undefined,
  ],
  [
    "TLS 1.2 with ECDHE and ChaCha20",
    { protocol: "TLSv1.2", cipher: "ECDHE-ECDSA-CHACHA20-POLY1305" },
    "1.2",
    undefined,
  ],
  [
    "TLS 1.2 in the spelling of IANA",
    { protocol: "TLSv1.2", cipher: "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384" },
    "1.2",
    undefined,
  ],
  [
    "TLS 1.2 under a floor of 1.3",
    { protocol: "TLSv1.2", cipher: "ECDHE-RSA-AES128-GCM-SHA256" },
    "1.3",
    "protocol-too-old",
  ],
  ["TLS 1.1", { protocol: "TLSv1.1", cipher: "ECDHE-RSA-AES128-SHA" }, "1.2", "protocol-too-old"],
  ["no protocol", { protocol: null }, "1.2", "protocol-too-old"],
  ["a version that nobody knows", { protocol: "TLSv1.9" }, "1.2", "protocol-too-old"],
  ["CBC", { protocol: "TLSv1.2", cipher: "ECDHE-RSA-AES128-SHA256" }, "1.2", "cipher-weak"],
  ["RSA key exchange", { protocol: "TLSv1.2", cipher: "AES128-GCM-SHA256" }, "1.2", "cipher-weak"],
  ["a short tag", { protocol: "TLSv1.2", cipher: "ECDHE-ECDSA-AES128-CCM8" }, "1.2", "cipher-weak"],
  ["a short tag under TLS 1.3", { cipher: "TLS_AES_128_CCM_8_SHA256" }, "1.2", "cipher-weak"],
  ["integrity without encryption", { cipher: "TLS_SHA256_SHA256" }, "1.2", "cipher-weak"],
  ["no cipher", { cipher: "" }, "1.2", "cipher-weak"],
  ["an unauthorised peer", { authorized: false }, "1.2", "not-authorized"],
  ["a resumed session", { resumed: true }, "1.2", "session-resumed"],
])("faultOf %s", (_, changes, minTls, fault) => {
  expect(faultOf({ ...good, ...changes }, minTls)).toBe(fault);
});
