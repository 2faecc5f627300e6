import { Client, credentials } from "@grpc/grpc-js";
import type { NodePinning } from "@tlspin/node";
import type { OpenClient } from "@tlspin/testing";

export const open: OpenClient<NodePinning> = ({ pinning, host, port, ca }) => {
  const { checkServerIdentity } = pinning.tlsOptions(host);
  const roots = Buffer.from(ca.join("\n")); // leave it null to trust what Node.js trusts
  const secure = credentials.createSsl(roots, null, null, { checkServerIdentity });
  return () =>
    new Promise((resolve, reject) => {
      const client = new Client(`${host}:${port}`, secure);
      const answer = (error: Error | null, reply?: Buffer): void => {
        client.close();
        if (error === null) resolve(reply);
        else reject(error);
      };
      client.makeUnaryRequest("/test.Echo/Say", asIs, asIs, Buffer.from("secret"), answer);
    });
};

function asIs(message: Buffer): Buffer {
  return message;
}
