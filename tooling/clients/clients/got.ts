import type { NodePinning } from "@tlspin/node";
import type { OpenClient } from "@tlspin/testing";
import got from "got";

export const open: OpenClient<NodePinning> = ({ pinning, url }) => {
  const https = pinning.agent({ keepAlive: true });
  const client = got.extend({ agent: { https }, followRedirect: false });
  return () => client(url).text();
};
