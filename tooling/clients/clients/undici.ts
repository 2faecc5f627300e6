import type { NodePinning } from "@tlspin/node";
import type { OpenClient } from "@tlspin/testing";
import { type Dispatcher, request } from "undici";

export const open: OpenClient<NodePinning> = ({ pinning, url }) => {
  const dispatcher = pinning.dispatcher<Dispatcher>();
  return async () => (await request(url, { dispatcher })).body.text();
};
