/** The story, as data: what each step shows, and what must be observed for it to be true. */
export const STORY: readonly Step[] = [
  {
    name: "allowed",
    title: "Allowed: the service calls the real API",
    tells: "Ordinary TLS validation passes, and the server's key is a pin of the policy.",
    road: "api",
    policy: "leaf",
    scenes: [{ by: "service", expect: { kind: "answered", backup: false } }],
  },
  {
    name: "man in the middle",
    title: "A man in the middle, with a certificate from a CA that the client trusts",
    tells:
      "A company proxy, a careless CA or malware with a root of its own can do this. He passes " +
      "everything on to the real API, so nobody notices.",
    road: "man in the middle",
    policy: "leaf",
    scenes: [
      {
        by: "plain fetch",
        says: "Without tlspin, an ordinary program:",
        expect: { kind: "robbed" },
      },
      {
        by: "service",
        says: "With tlspin, the same service and policy as before:",
        expect: { kind: "refused", reason: "no-pin-matched" },
      },
    ],
  },
  {
    name: "same-name CA",
    title: "A trusted CA that bears the pinned CA's name (CVE-2016-2402 and its kin)",
    tells:
      "Now the policy pins a CA. The attacker's CA has the same name, and he appends the genuine " +
      "CA's certificate, which is public. Runtimes link certificates by name.",
    road: "same-name CA",
    policy: "ca",
    scenes: [
      {
        by: "naive check",
        says: "Pinning as the web teaches it, where any certificate may match:",
        expect: { kind: "robbed", unlessStopped: true },
      },
      {
        by: "service",
        says: "With tlspin, which follows signatures, not names:",
        expect: { kind: "refused", reason: "pinned-ca-not-vouching" },
      },
    ],
  },
  {
    name: "backup key",
    title: "The real server moved to its backup key",
    tells: "The old key is lost. Its successor was pinned all along, so nobody is cut off.",
    road: "api on its backup key",
    policy: "leaf",
    scenes: [{ by: "service", expect: { kind: "answered", backup: true } }],
  },
  {
    name: "expired pins",
    title: "The pins expired, and the man in the middle is back",
    tells:
      "Android, and TrustKit on iOS, stop pinning on that day and let him in. Here, nothing opens.",
    road: "man in the middle",
    policy: "expired",
    scenes: [{ by: "service", expect: { kind: "refused", reason: "pins-expired" } }],
  },
];

export interface Step {
  /** What the summary and an error call it. */
  readonly name: string;
  readonly title: string;
  readonly tells: string;
  /** Where the network leads to. */
  readonly road: Road;
  /** Which policy the service is started with. */
  readonly policy: PolicyName;
  readonly scenes: readonly Scene[];
}

/** Someone calls the API. The service does so once with each of its clients. */
export interface Scene {
  readonly by: "service" | UnpinnedName;
  readonly says?: string;
  readonly expect: Expectation;
}

/** Programs that tlspin does not protect. */
export type UnpinnedName = "plain fetch" | "naive check";

export type Road = "api" | "api on its backup key" | AttackerName;

export type AttackerName = "man in the middle" | "same-name CA";

export type PolicyName = "leaf" | "ca" | "expired";

/** What must be observed of each call of a scene. */
export type Expectation =
  | { readonly kind: "answered"; readonly backup: boolean }
  | { readonly kind: "refused"; readonly reason: string }
  /** The attacker reads the token. Some runtimes may stop a chain of their own accord. */
  | { readonly kind: "robbed"; readonly unlessStopped?: boolean };
