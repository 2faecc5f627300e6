import type { createPinning, NodePinning } from "@tlspin/node";

import { VerdictMemory } from "./verdict-memory.ts";

/** The main process's other network stack: Node.js's, which Chromium's certificate check never hears of. */
export interface NodeStack {
  /** Whether it is guarded here, and by what proof. */
  readonly state: NodeState;
  /** Rejects until the doors have proven themselves. */
  fetch(url: URL, init: RequestInit): Promise<Response>;
  readonly verdicts: VerdictMemory;
}

export interface NodeState {
  readonly status: "proving" | "guarded" | "refused";
  /** For people: what was proven, or why it is not used. */
  readonly text: string;
}

/**
 * Pins what the main process calls through Node.js. Electron's Node.js was not measured, so its doors
 * prove themselves first; where they cannot, nothing is called through them.
 *
 * @param pin - `createPinning` of `@tlspin/node`.
 */
export function nodeStackOf(pin: typeof createPinning, policy: unknown): NodeStack {
  const verdicts = new VerdictMemory();
  const proven = proofOf(() =>
    pin(policy, {
      allowUntestedRuntime: true,
      onVerdict: (verdict) => verdicts.note(verdict),
    }),
  );
  const stack = { state: PROVING };
  proven.then(
    () => (stack.state = GUARDED),
    (error: unknown) => (stack.state = { status: "refused", text: String(error) }),
  );
  return {
    get state() {
      return stack.state;
    },
    fetch: async (url, init) => (await proven).fetch(url, init),
    verdicts,
  };
}

async function proofOf(make: () => NodePinning): Promise<NodePinning> {
  const pinning = make();
  await pinning.selfTest();
  return pinning;
}

const PROVING: NodeState = { status: "proving", text: "proving its doors" };

const GUARDED: NodeState = {
  status: "guarded",
  text: "each door refused a wrong key in the self test",
};
