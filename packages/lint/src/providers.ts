import type { CertificateDetails, DistinguishedName, Hostname } from "@tlspin/core";

/** A CA that certifies without a person asking, and what becomes of the key at renewal. */
export interface AutomaticCa {
  readonly name: string;
  /** Whether the customer can keep the key: `"never"` where the provider holds it. */
  readonly keepsKey: "never" | "if-told";
}

/** The automatic CA that a name of a certificate (issuer or subject) belongs to. */
export function automaticCaOf({ text }: DistinguishedName): AutomaticCa | undefined {
  const organization = /(?:^|[,+])O=((?:\\.|[^\\,+])*)/.exec(text)?.[1]?.replaceAll("\\", "");
  return organization === undefined ? undefined : AUTOMATIC_CAS.get(organization);
}

/** Who renews a certificate without a person asking. `undefined` where a person does. */
export function renewerOf(certificate: CertificateDetails): AutomaticCa | undefined {
  const ca = automaticCaOf(certificate.issuer);
  if (ca !== undefined || !isShortLived(certificate)) return ca;
  return { name: certificate.issuer.text, keepsKey: "if-told" };
}

/** Tells whether a certificate lives at most half as long as the CA/Browser Forum allows (SC-081v3). */
function isShortLived({ notBefore, notAfter }: CertificateDetails): boolean {
  const longest = LONGEST_LIVES.find(({ from }) => notBefore >= Date.parse(from))?.days ?? 398;
  return notAfter - notBefore <= (longest / 2) * DAY;
}

/** Whose domain a host is below, where that is a well-known company that rents it out or is called. */
export function providerOf(host: Hostname): string | undefined {
  return PROVIDER_DOMAINS.find((each) => host === each || host.endsWith(`.${each}`));
}

const DAY = 24 * 60 * 60 * 1000;

// By the organization in their certificates. Which of them let the customer bring a key is theirs to
// say: AWS documents that ACM makes a new one at each renewal, Azure's managed certificates likewise.
const AUTOMATIC_CAS: ReadonlyMap<string, AutomaticCa> = new Map([
  ["Amazon", { name: "Amazon", keepsKey: "never" }],
  ["Microsoft Corporation", { name: "Microsoft", keepsKey: "never" }],
  ["Google Trust Services", { name: "Google Trust Services", keepsKey: "if-told" }],
  ["Google Trust Services LLC", { name: "Google Trust Services", keepsKey: "if-told" }],
  ["Let's Encrypt", { name: "Let's Encrypt", keepsKey: "if-told" }],
  ["Internet Security Research Group", { name: "Let's Encrypt", keepsKey: "if-told" }],
  ["ZeroSSL", { name: "ZeroSSL", keepsKey: "if-told" }],
]);

// The longest life of a public certificate, by the day on which it was issued. Newest first.
const LONGEST_LIVES = [
  { from: "2029-03-15", days: 47 },
  { from: "2027-03-15", days: 100 },
  { from: "2026-03-15", days: 200 },
];

// Few on purpose: APIs that apps call most. Domains that are rented out by name (github.io) are found
// by the Public Suffix List.
const PROVIDER_DOMAINS: readonly string[] = [
  "amazonaws.com",
  "apple.com",
  "auth0.com",
  "azure.com",
  "cloudflare.com",
  "facebook.com",
  "github.com",
  "githubusercontent.com",
  "google.com",
  "googleapis.com",
  "microsoft.com",
  "okta.com",
  "openai.com",
  "paypal.com",
  "sentry.io",
  "slack.com",
  "stripe.com",
  "twilio.com",
  "windows.net",
];
