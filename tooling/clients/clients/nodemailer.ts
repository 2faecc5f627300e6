import type { NodePinning } from "@tlspin/node";
import type { OpenClient } from "@tlspin/testing";
import { createTransport } from "nodemailer";

export const open: OpenClient<NodePinning> = ({ pinning, host, port }) => {
  const transport = createTransport({
    host,
    port,
    secure: true,
    getSocket: (_options, done) => {
      pinning.connect({ host, port }).then(
        (connection) => done(null, { connection, secured: true }),
        (error: Error) => done(error, undefined),
      );
    },
  });
  const message = { from: "a@example.com", to: "b@example.com", subject: "s", text: "t" };
  return () => transport.sendMail(message);
};
