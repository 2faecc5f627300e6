// One client for each test runner: its runtime's adapter, and the agent of node:https.
import { get } from "node:https";

import { assertPinned } from "@tlspin/testing";

const runtime = ["deno", "bun"].find((name) => process.versions[name] !== undefined) ?? "node";
const { createPinning } = await import(`@tlspin/${runtime}`);

export function assertPinnedClient() {
  return assertPinned(
    createPinning,
    openWith((pinning) => pinning.agent({ keepAlive: true })),
    {
      node: process.env.NODE,
    },
  );
}

export function askUnpinned() {
  return assertPinned(
    createPinning,
    openWith(() => undefined),
    { node: process.env.NODE },
  );
}

function openWith(agentOf) {
  return ({ pinning, url, ca }) => {
    const agent = agentOf(pinning);
    return () =>
      new Promise((resolve, reject) => {
        get(url, { agent, ...(agent === undefined ? { ca } : {}) }, (response) => {
          response.resume().once("end", resolve);
        }).once("error", reject);
      });
  };
}
