/** What speaks against pinning, or must be done first. */
export interface Consequence {
  /** `"no"`: do not pin. `"not-yet"`: do this first. `"note"`: pin, and know this. */
  readonly weight: "no" | "not-yet" | "note";
  /** For people: why, and what to do instead. */
  readonly text: string;
}

/** One fact about the reader's system that decides. */
export interface Question {
  /** The name of its flag, and of its field in JSON. */
  readonly name: QuestionName;
  /** Asked on a terminal, answered with yes or no. */
  readonly text: string;
  readonly ifYes?: Consequence;
  readonly ifNo?: Consequence;
}

export type QuestionName =
  | "ownServer"
  | "ownClients"
  | "quickUpdates"
  | "nextKey"
  | "reason"
  | "watched"
  | "interceptingNetworks";

/**
 * The field's advice as questions, the decisive ones first: OWASP's Pinning Cheat Sheet (both ends,
 * updates, the next key), Android's and Apple's guidance (a backup key, most apps need none), MASVS
 * (MASVS-NETWORK-2: endpoints under the developer's control).
 */
export const QUESTIONS: readonly Question[] = [
  {
    name: "ownServer",
    text: "Do you run the server, and decide which keys it uses?",
    ifNo: {
      weight: "no",
      text:
        "It is somebody else's server. They change keys and CAs without asking you, and your users " +
        "are cut off that day. Use ordinary TLS validation.",
    },
  },
  {
    name: "ownClients",
    text: "Are all its clients your own programs (not browsers or partners)?",
    ifNo: {
      weight: "no",
      text:
        "Browsers ignore pins, and partners do not follow your rotations. Protect the server's name " +
        "instead: CAA records, HSTS, and watching the Certificate Transparency logs.",
    },
  },
  {
    name: "reason",
    text: "Must you withstand a CA that errs, or one planted on a device?",
    ifNo: {
      weight: "no",
      text:
        "Then pinning costs more than it gives. Ordinary validation with TLS 1.2 or newer, CAA " +
        "records and Certificate Transparency monitoring meet the rest.",
    },
  },
  {
    name: "quickUpdates",
    text: "Can you bring an update to nearly all clients within 90 days?",
    ifNo: {
      weight: "no",
      text:
        "A client that cannot be updated keeps its pins for ever, and the first lost key ends it. " +
        "Find a way to update, with a check that old versions end, before you pin.",
    },
  },
  {
    name: "nextKey",
    text: "Do you hold the server's next key before its certificate is made?",
    ifNo: {
      weight: "not-yet",
      text:
        "A pin must be in the field before its key is served. tlspin key new makes the next key and " +
        "its CSR; have your CA or ACME client use that CSR instead of a key of its own.",
    },
  },
  {
    name: "watched",
    text: "Does somebody see expiries in time, and rehearse rotations?",
    ifNo: {
      weight: "not-yet",
      text:
        "Put tlspin check and tlspin lint --horizon 100d into your monitoring, and tlspin drill into " +
        "CI. An expiry that nobody saw is the usual way in which pinning ends.",
    },
  },
  {
    name: "interceptingNetworks",
    text: "Do your users sit behind proxies that decrypt TLS?",
    ifYes: {
      weight: "note",
      text:
        "Companies and schools do that. There they are refused: that is what pinning does. Agree with those networks on an " +
        "exception for your host before you enforce. Begin with tlspin init --try, which reports.",
    },
  },
];
