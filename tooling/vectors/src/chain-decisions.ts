import type { Decision } from "./decision.ts";

/** Chains that their source calls valid, and on which we let no CA vouch. */
export const REFUSED_CHAINS: readonly Decision[] = [
  {
    why: "the anchor's own certificate is held to the rules too, as Go does and mostly OpenSSL: the runtime refuses such a peer first",
    cases: [
      "boringssl::expired-root/not-after",
      "boringssl::expired-root/not-before",
      "boringssl::root-basic-constraints-ca-false/main",
      "boringssl::root-eku-clientauth/serverauth",
      "boringssl::root-eku-clientauth/serverauth-strict",
      "boringssl::root-eku-clientauth/serverauth-ta-with-expiration",
      "boringssl::root-lacks-basic-constraints/main",
      "boringssl::root-lacks-basic-constraints/ta-with-constraints",
      "boringssl::root-lacks-basic-constraints/ta-with-require-basic-constraints",
      "boringssl::root-lacks-keycertsign-key-usage/main",
      "boringssl::violates-pathlen-1-from-root/main",
    ],
  },
  {
    why: "critical policy extensions are not processed, and what is critical and unknown refuses (RFC 5280 §4.2)",
    cases: [
      "boringssl::policies-inhibit-anypolicy-by-root-ok/main",
      "boringssl::policies-inhibit-anypolicy-by-root-ok/ta-with-constraints",
      "boringssl::policies-inhibit-mapping-by-root-ok/main",
      "boringssl::policies-on-root-ok/main",
      "boringssl::policies-on-root-wrong/main",
      "boringssl::policies-required-by-root-fail/main",
      "boringssl::policies-required-by-root-ok/main",
      "boringssl::policies-required-by-root-ok/ta-with-constraints",
      "boringssl::policy-mappings-on-root-fail/main",
      "boringssl::policy-mappings-on-root-ok/main",
      "boringssl::policy-mappings-on-root-ok/ta-with-constraints",
      "boringssl::target-msapplicationpolicies-and-eku/main",
    ],
  },
  {
    why: "the certificates are for something else than TLS servers",
    cases: [
      "boringssl::intermediate-eku-c2pamanifest/any",
      "boringssl::intermediate-eku-clientauth/clientauth-strict",
      "boringssl::intermediate-eku-clientauth/clientauth-strict-leaf",
      "boringssl::intermediate-eku-mlsclientauth/mlsclientauth",
      "boringssl::intermediate-eku-server-gated-crypto/sha1-eku-any",
      "boringssl::target-eku-clientauth/clientauth",
    ],
  },
  {
    why: "a CA constrains mail, and a server below it has mail addresses: no TLS server is known by one",
    cases: [
      "boringssl::many-names/ok-all-types",
      "derived-injected::limbo::rfc5280::nc::nc-permits-email-domain",
      "derived-injected::limbo::rfc5280::nc::nc-permits-email-literal-double-asterisk",
      "derived-injected::limbo::rfc5280::nc::nc-permits-email-literal-mid-asterisk",
      "limbo::rfc5280::nc::nc-permits-email-domain",
      "limbo::rfc5280::nc::nc-permits-email-literal-double-asterisk",
      "limbo::rfc5280::nc::nc-permits-email-literal-mid-asterisk",
    ],
  },
  {
    why: "issuer and subject are equal only in another spelling: Go compares bytes too",
    cases: ["boringssl::issuer-and-subject-not-byte-for-byte-equal/anchor"],
  },
];

/** Chains that their source refuses, and on which we let a CA vouch. In none do all the peers refuse. */
export const ACCEPTED_CHAINS: readonly Decision[] = [
  {
    why: "a policy (RFC 5280 §6.1.1) that nobody asks for",
    cases: ["boringssl::unknown-critical-policy-qualifier/main"],
  },
  {
    why: "a purpose other than TLS servers', or one that only a strict profile wants spelled out",
    cases: [
      "boringssl::target-eku-any/mlsclientauth",
      "boringssl::target-eku-any/serverauth-strict",
      "boringssl::target-eku-any/serverauth-strict-leaf",
      "boringssl::target-eku-many/clientauth-strict",
      "boringssl::target-eku-many/clientauth-strict-leaf",
      "boringssl::target-eku-many/serverauth-strict",
      "boringssl::target-eku-none/clientauth-strict",
      "boringssl::target-eku-none/clientauth-strict-leaf",
      "boringssl::target-eku-none/mlsclientauth",
      "boringssl::target-eku-none/serverauth-strict",
      "limbo::webpki::eku::ee-anyeku",
      "limbo::webpki::eku::ee-critical-eku",
      "limbo::webpki::eku::ee-without-eku",
      "limbo::webpki::eku::root-has-eku",
    ],
  },
  {
    why: "a key identifier that is missing or unusual: signatures decide, identifiers do not",
    cases: [
      "limbo::rfc5280::aki::cross-signed-root-missing-aki",
      "limbo::rfc5280::aki::leaf-missing-aki",
      "limbo::rfc5280::ski::intermediate-missing-ski",
      "limbo::rfc5280::ski::root-missing-ski",
      "limbo::webpki::aki::root-with-aki-authoritycertissuer",
      "limbo::webpki::aki::root-with-aki-missing-keyidentifier",
      "limbo::webpki::aki::root-with-aki-ski-mismatch",
    ],
  },
  {
    why: "an extension whose critical flag is not what a profile wants",
    cases: [
      "limbo::rfc5280::nc::permitted-dns-match-noncritical",
      "limbo::rfc5280::root-non-critical-basic-constraints",
      "limbo::rfc5280::san::noncritical-with-empty-subject",
      "limbo::webpki::san::san-critical-with-nonempty-subject",
    ],
  },
  {
    why: "a common name or host name that a profile wants otherwise; the runtime judges hosts",
    cases: [
      "limbo::rfc5280::san::underscore-dns",
      "limbo::webpki::cn::case-mismatch",
      "limbo::webpki::cn::ipv4-hex-mismatch",
      "limbo::webpki::cn::ipv4-leading-zeros-mismatch",
      "limbo::webpki::cn::punycode-not-in-san",
      "limbo::webpki::cn::utf8-vs-punycode-mismatch",
      "limbo::webpki::san::public-suffix-multi-label-wildcard-san",
      "limbo::webpki::san::wildcard-embedded-leftmost-san",
    ],
  },
  {
    why: "a leading dot in a DNS constraint, which many CAs write",
    cases: ["limbo::rfc5280::nc::invalid-dnsname-leading-period"],
  },
  {
    why: "an RSA key whose size is no multiple of 8",
    cases: [
      "limbo::webpki::forbidden-rsa-key-not-divisible-by-8-in-leaf",
      "limbo::webpki::forbidden-rsa-not-divisible-by-8-in-root",
    ],
  },
  {
    why: "a limit of depth that the case asks for, and our search has no option for",
    cases: ["limbo::pathlen::max-chain-depth-0-exhausted"],
  },
];
