import type { NodePinning } from "@tlspin/node";
import type { OpenClient } from "@tlspin/testing";
import axios from "axios";

export const open: OpenClient<NodePinning> = ({ pinning, url }) => {
  const httpsAgent = pinning.agent({ keepAlive: true });
  const client = axios.create({ httpsAgent, proxy: false, maxRedirects: 0 });
  return () => client.get(url);
};
