import type { Decision } from "./decision.ts";

/** Why the name of a certificate proves a host here and not there, or the other way round. */
export const NAME_CAUSES = {
  noHost: "the text is no host (a port, a user, a wildcard, an empty label): refused unasked",
  belowTopLevel: "a wildcard right below a top-level domain, which Node.js and OpenSSL refuse",
  addressAsName:
    "an IPv6 address that stands in a DNS name, where Go and Node.js do not look for it",
  trailingDot: "Node.js ignores a trailing dot of a certificate's name",
  notAscii: "a certificate's name that is not ASCII: it must be written as A-labels",
  partialWildcard: "Node.js and OpenSSL let a wildcard stand for part of a label",
} as const;

/** A presented name and a host: the test of the peer says one thing, and a guarded door another. */
export const NAME_DECISIONS: readonly Decision[] = [
  { why: NAME_CAUSES.noHost, cases: 37 },
  { why: NAME_CAUSES.partialWildcard, cases: 14 },
  { why: NAME_CAUSES.trailingDot, cases: 10 },
  { why: NAME_CAUSES.belowTopLevel, cases: 2 },
  { why: NAME_CAUSES.addressAsName, cases: 1 },
  { why: NAME_CAUSES.notAscii, cases: 1 },
];

/** The names of a certificate as OkHttp reads them. */
export const SAN_DECISIONS: readonly Decision[] = [
  {
    why: "IDNA maps U+2121 to “tel” before a host is looked up, dialled or judged, as in a browser",
    cases: ["k.com, tel.com: ℡.com"],
  },
];

/** Texts that rustls or Go take for a host and we do not, or the other way round. */
export const HOST_DECISIONS: readonly Decision[] = [
  {
    why: "a hyphen may stand at the ends of a label, as in every TLS library's own comparison",
    cases: [
      "-eXample123-.com",
      "foo.lastlabelendswithhyphen-",
      "suffixhypheninvalid--",
      "suffixhypheninvalid-.com",
    ],
  },
  { why: "an IP address is a host", cases: ["1.2.3.4", "127.0.0.1"] },
];

/** OkHttp's patterns. */
export const PATTERN_DECISIONS: readonly Decision[] = [
  {
    why: "OkHttp's “**.” also matches empty labels: such a text is no host here",
    cases: ["**.example.com: .example.com", "**.example.com: a..example.com"],
  },
  {
    why: "OkHttp's “*.” names one label: includeSubdomains covers every depth, or write each host",
    cases: ["*.example.com: a.b.example.com"],
  },
  {
    why: "OkHttp unites all rules that match: here the nearest one applies alone",
    cases: ["*.example.com + a.example.com + b.example.com: a.example.com"],
  },
];

/** Pins that a peer takes and we refuse. */
export const PIN_DECISIONS: readonly Decision[] = [
  {
    why: "base64 whose last bits are not zero: equal pins must have equal spellings",
    cases: ["sha256/1111111111111111111111111111111111111111111="],
  },
];

/** Look-ups in TrustKit, Android, Chromium and Firefox. */
export const LOOKUP_DECISIONS: readonly Decision[] = [
  {
    why: "Chromium: a narrower rule without subdomains switches its parent off; here only “exclude” does",
    cases: ["chromium-tss: bar.foo.example2.test"],
  },
  {
    why: "an international name is written as A-labels in a policy",
    cases: ["trustkit-android-config: českárepublika.icom.museum"],
  },
  {
    why: "TrustKit for Android takes pins whose base64 is not canonical: equal pins must have equal spellings",
    cases: [
      "trustkit-android-config: datatheorem.com",
      "trustkit-android-config: other.datatheorem.com",
    ],
  },
  {
    why: "the peer strips a second trailing dot, or looks a control character up: such a text is refused before any rule is asked",
    cases: [
      "chromium-tss: 2\x01.foo.example.test",
      "mozilla-test_pinning: bad.include-subdomains.pinning.example.com..",
    ],
  },
];

/** Chromium's own pin sets of 2019 and 2025. */
export const CHROMIUM_DECISIONS: readonly Decision[] = [
  {
    why: "Chromium pins whole top-level domains (google, hangout): a rule with subdomains on a single label is an error here",
    cases: [
      "chromium-2019: www.google",
      "chromium-2025: HANGOUT.",
      "chromium-2025: a.b.google",
      "chromium-2025: google",
      "chromium-2025: hangout",
      "chromium-2025: www.hangout",
    ],
  },
];
