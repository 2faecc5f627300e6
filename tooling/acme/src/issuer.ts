import { generateKeyPairSync } from "node:crypto";
import { createServer, type Server } from "node:http";

import { axios, Client } from "acme-client";

import type { AcmeServer } from "./start-acme-server.ts";

/** An ACME client with an account, which answers challenges while it lives. */
export interface Issuer {
  /** Has a certificate issued for a CSR (PEM). Gives the chain (PEM), leaf first. */
  issue(csr: string): Promise<string>;
  close(): Promise<void>;
}

/** Makes one of the npm package acme-client. */
export async function startIssuer(server: AcmeServer): Promise<Issuer> {
  axios.defaults.httpsAgent = server.agent;
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const accountKey = privateKey.export({ type: "pkcs8", format: "pem" });
  const client = new Client({ directoryUrl: server.directory, accountKey, backoffMin: 100 });
  const answers = new Map<string, string>();
  const responder = await startResponder(answers, server.challengePort);
  return {
    issue: (csr) =>
      client.auto({
        csr,
        termsOfServiceAgreed: true,
        challengePriority: ["http-01"],
        // It would look itself first, through this machine's DNS, which does not know the names.
        skipChallengeVerification: true,
        challengeCreateFn: async (_authorization, { token }, answer) => answers.set(token, answer),
        challengeRemoveFn: async (_authorization, { token }) => answers.delete(token),
      }),
    close: async () => {
      responder.closeAllConnections();
      await new Promise((resolve) => responder.close(resolve));
    },
  };
}

async function startResponder(answers: ReadonlyMap<string, string>, port: number): Promise<Server> {
  const server = createServer(({ url = "" }, response) => {
    const answer = answers.get(url.replace("/.well-known/acme-challenge/", ""));
    response.writeHead(answer === undefined ? 404 : 200).end(answer);
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  return server;
}
