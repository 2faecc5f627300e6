import type { NodePinning } from "@tlspin/node";
import type { OpenClient } from "@tlspin/testing";

export const open: OpenClient<NodePinning> = ({ pinning, url }) => {
  const dispatcher = pinning.dispatcher();
  return async () => (await fetch(url, { dispatcher, redirect: "error" })).text();
};
