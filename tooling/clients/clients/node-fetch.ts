import type { NodePinning } from "@tlspin/node";
import type { OpenClient } from "@tlspin/testing";
import fetch from "node-fetch";

export const open: OpenClient<NodePinning> = ({ pinning, url }) => {
  const agent = pinning.agent({ keepAlive: true });
  return async () => (await fetch(url, { agent, redirect: "error" })).text();
};
