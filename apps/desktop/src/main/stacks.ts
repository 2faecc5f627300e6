import type { Policy } from "@tlspin/electron";

import type { StackState } from "../bridge/bridge.ts";
import type { NodeState } from "./node-stack.ts";

/** The app's two network stacks. Each has a certificate check of its own, so each is pinned. */
export function stacksOf({ minTls }: Policy, node: NodeState): readonly StackState[] {
  return [
    {
      name: "Chromium",
      carries: "Windows, workers, WebSockets and Electron's net",
      status: "guarded",
      text:
        `@tlspin/electron judges every certificate of every session. TLS ${minTls} or newer, and no ` +
        "cipher without forward secrecy. Chromium remembers a verdict for 30 minutes.",
    },
    {
      name: "Node.js",
      carries: "fetch, node:https, axios and ws in the main process",
      status: node.status,
      text: `@tlspin/node, because Chromium's check never hears of these: ${node.text}.`,
    },
  ];
}
