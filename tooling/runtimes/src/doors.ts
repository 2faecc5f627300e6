/** One door, as the README's table has it. */
export interface DoorRow {
  readonly name: string;
  /** What it is where it is offered. */
  readonly kind: "guarded" | "hook-only";
  readonly purpose: string;
  /** The scenario that goes through it. */
  readonly scenario: string;
}

/** The doors. In which runtime each is open, the contract's run says. */
export const DOORS: readonly DoorRow[] = [
  {
    name: "pinning.fetch",
    kind: "guarded",
    purpose: "WHATWG fetch",
    scenario: "door-fetch",
  },
  {
    name: "pinning.agent()",
    kind: "guarded",
    purpose: "axios, got, ws and whatever takes an `https.Agent`",
    scenario: "door-agent",
  },
  {
    name: "pinning.wrapAgent()",
    kind: "guarded",
    purpose: "HttpsProxyAgent, hpagent, agentkeepalive",
    scenario: "door-wrapAgent",
  },
  {
    name: "pinning.http2Connect()",
    kind: "guarded",
    purpose: "HTTP/2",
    scenario: "door-http2Connect",
  },
  {
    name: "pinning.connect()",
    kind: "guarded",
    purpose: "raw TLS, STARTTLS",
    scenario: "door-connect",
  },
  {
    name: "pinning.dispatcher()",
    kind: "guarded",
    purpose: "undici 6 to 8, and the runtime's own `fetch`",
    scenario: "door-dispatcher",
  },
  {
    name: "pinning.tlsOptions()",
    kind: "hook-only",
    purpose: "libraries that dial themselves",
    scenario: "door-tlsOptions",
  },
  {
    name: "pinning.nativeFetch",
    kind: "hook-only",
    purpose: "the runtime's own `fetch`, for leaf pins",
    scenario: "door-nativeFetch",
  },
];
