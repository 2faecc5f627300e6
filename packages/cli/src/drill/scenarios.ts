/** What is rehearsed. The program runs once for each. */
export interface Scenario {
  readonly name: ScenarioName;
  /** What the program meets, for people. */
  readonly meets: string;
  /** What a program with pins does about it. */
  readonly expects: "refusal" | "acceptance";
  /** What its output must say of a refusal, where nobody asked for something else. */
  readonly log: RegExp;
  /** What must refuse: the pins, ordinary TLS validation, or nobody, where TLS does not come about. */
  readonly refusedBy: "pins" | "validation" | "nobody";
}

export type ScenarioName =
  | "wrong-key"
  | "appended-ca"
  | "downgrade"
  | "resumed"
  | "backup-expired"
  | "backup-wrong-host"
  | "backup"
  | "genuine";

/** What tlspin's adapters write. A message of other pins must be asked for with --expect-log. */
const PINS = /ERR_TLSPIN_PEER_REJECTED/;

/** Every scenario, in the order in which they are run. */
export const SCENARIOS: readonly Scenario[] = [
  {
    name: "wrong-key",
    meets: "a server with another key, under a CA that the machine trusts",
    expects: "refusal",
    log: PINS,
    refusedBy: "pins",
  },
  {
    name: "appended-ca",
    meets: "another key under a CA of the pinned CA's name, the genuine CA appended",
    expects: "refusal",
    log: PINS,
    refusedBy: "pins",
  },
  {
    name: "downgrade",
    meets: "TLS is cut off, on every port, and plain text is answered",
    expects: "refusal",
    log: /ECONNRESET|EPIPE|socket hang up|socket disconnected|\berror\b|\bfail/i,
    refusedBy: "nobody",
  },
  {
    name: "resumed",
    meets: "a server it accepted once, whose session another key now resumes",
    expects: "refusal",
    log: PINS,
    refusedBy: "pins",
  },
  {
    name: "backup-expired",
    meets: "the backup key, in a certificate that has expired",
    expects: "refusal",
    log: /CERT_HAS_EXPIRED|certificate has expired|ERR_TLSPIN_PEER_REJECTED/,
    refusedBy: "validation",
  },
  {
    name: "backup-wrong-host",
    meets: "the backup key, in a certificate for another host",
    expects: "refusal",
    log: /ERR_TLS_CERT_ALTNAME_INVALID|ERR_TLSPIN_PEER_REJECTED/,
    refusedBy: "validation",
  },
  {
    name: "backup",
    meets: "the server on its backup key",
    expects: "acceptance",
    log: PINS,
    refusedBy: "pins",
  },
  {
    name: "genuine",
    meets: "the genuine server, relayed",
    expects: "acceptance",
    log: PINS,
    refusedBy: "pins",
  },
];
