import type { NodePinning } from "@tlspin/node";
import type { OpenClient } from "@tlspin/testing";
import { connectAsync } from "mqtt";

export const open: OpenClient<NodePinning> = ({ pinning, host, port }) => {
  return async () => {
    const options = { ...pinning.tlsOptions(host), reconnectPeriod: 0 };
    const client = await connectAsync(`mqtts://${host}:${port}`, options);
    await client.publishAsync("topic", "secret");
    await client.endAsync();
  };
};
