/** What a runtime cannot offer. Nobody finds an empty cell: each gap has its reason and its place. */
export interface Gap {
  readonly scenario: string;
  /** The scenario holds all the same, in the way that the reason says. */
  readonly accepted?: true;
  /** The releases that have it, by name: `Node.js 22.12.0`. */
  readonly releases: RegExp;
  /** The same for readers. */
  readonly where: string;
  readonly reason: string;
  /** Where its makers know of it. A path is one of ours. */
  readonly link: string;
}

/** The gap that a scenario falls into on a release, with its place in the list. */
export function gapOf(scenario: string, release: string): Gap | undefined {
  return GAPS.find((gap) => gap.scenario === scenario && gap.releases.test(release));
}

/** The letter by which tables refer to a gap. */
export function letterOf(gap: Gap): string {
  return String.fromCodePoint(A + GAPS.indexOf(gap));
}

const A = 0x61;

/** Every gap. A scenario that is skipped and not here fails the tests, and so does a gap that passes. */
export const GAPS: readonly Gap[] = [
  {
    scenario: "door-tlsOptions",
    releases: /^Node\.js (22\.12|24\.0|26\.0)\./,
    where: "Node.js below 22.23.2, 24.18.1 and 26.5.1",
    reason:
      "A request on a kept-alive connection does not ask its own hook (CVE-2026-58040), so `tlsOptions()` throws `UnsupportedRuntimeError`",
    link: "https://github.com/nodejs/node/commit/95ba2cfde7",
  },
  {
    scenario: "door-nativeFetch",
    releases: /^Node\.js /,
    where: "Node.js",
    reason: "Its own `fetch` takes a guarded door instead: `dispatcher()`",
    link: "packages/node/README.md",
  },
  {
    scenario: "door-dispatcher",
    releases: /^Deno /,
    where: "Deno",
    reason: "Deno's own `fetch` ignores a dispatcher and shows a certificate to nobody",
    link: "https://github.com/denoland/deno/issues/8238",
  },
  {
    scenario: "door-tlsOptions",
    releases: /^Deno /,
    where: "Deno",
    reason:
      "Deno's agents reuse connections that a request's own hook never saw, so `tlsOptions()` throws `UnsupportedRuntimeError`",
    link: "https://github.com/denoland/deno/pull/31709",
  },
  {
    scenario: "door-nativeFetch",
    releases: /^Deno /,
    where: "Deno",
    reason:
      "Deno's own `fetch`, `WebSocket`, `connectTls`, `createHttpClient` and QUIC have no hook to ask, so `nativeFetch` throws `UnsupportedRuntimeError`",
    link: "https://github.com/denoland/deno/issues/8238",
  },
  {
    scenario: "door-dispatcher",
    releases: /^Bun /,
    where: "Bun",
    reason: "Bun's own `fetch`, and its module that bears undici's name, ignore a dispatcher",
    link: "https://github.com/oven-sh/bun/issues/38840",
  },
  {
    scenario: "client-certificate-disclosure",
    accepted: true,
    releases: /^Deno /,
    where: "Deno",
    reason:
      "Under TLS 1.3 too Deno shows a client certificate before the server is judged, so `createPinning` refuses one for an enforced host unless `acceptClientCertificateDisclosure: true` is passed. A man in the middle then learns who calls, and gets no application byte",
    link: "packages/deno/README.md#what-is-different-in-deno",
  },
  {
    scenario: "allowed-behind-decoy",
    accepted: true,
    releases: /^Bun /,
    where: "Bun",
    reason:
      "Bun's TLS takes the first issuer of a name and tries no other, so it refuses this server with `CERT_SIGNATURE_FAILURE`, with pins or without",
    link: "packages/bun/README.md#what-is-different-in-bun",
  },
];
