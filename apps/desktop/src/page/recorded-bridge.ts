import type { Bridge, Change, RequestRecord } from "../bridge/bridge.ts";
import type { Recording } from "../bridge/recording.ts";

/** The bridge of a page that no app stands behind: it plays what was recorded from real runs. */
export async function recordedBridge(): Promise<Bridge> {
  const { state, call, attack } = await recording();
  const listeners: ((change: Change) => void)[] = [];
  let count = state.requests.length;
  const play = async (request: RequestRecord): Promise<void> => {
    const change = { kind: "request", request: { ...request, id: ++count } } as const;
    for (const listener of listeners) listener(change);
  };
  return {
    state: async () => state,
    request: () => play(call),
    attack: () => play(attack),
    onChange: (listener) => void listeners.push(listener),
  };
}

async function recording(): Promise<Recording> {
  const response = await fetch("recorded.json");
  const recorded: Recording = await response.json();
  return recorded;
}
