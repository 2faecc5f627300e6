// Uses one part of @tlspin/deno, and says in one line of JSON what came of it. What is needed comes as
// JSON in the first argument, so that nothing but the part itself asks for a permission.
import { request } from "node:https";
import { getCACertificates } from "node:tls";

import { createPinning, loadPolicy } from "@tlspin/deno";

const { part, policy, port, ca, file } = JSON.parse(Deno.args[0]);
const tls = ca === undefined ? {} : { tls: { ca } };
const url = `https://localhost:${port}/`;

const PARTS = {
  loadPolicy: () => loadPolicy(file),
  listRoots: () => getCACertificates("default"),
  createPinning: () => createPinning(policy, tls),
  selfTest: () => createPinning(policy, tls).selfTest(),
  connect: () => createPinning(policy, tls).connect({ host: "localhost", port }),
  http2Connect: () => createPinning(policy, tls).http2Connect(url),
  fetch: async () => (await createPinning(policy, tls).fetch(url)).text(),
  agent: () =>
    new Promise((resolve, reject) => {
      request(url, { agent: createPinning(policy, tls).agent() }, resolve)
        .once("error", reject)
        .end();
    }),
};

try {
  await PARTS[part]();
  console.log(JSON.stringify({ part, outcome: "works" }));
} catch (error) {
  console.log(JSON.stringify({ part, outcome: String(error), cause: String(error.cause) }));
}
Deno.exit(0);
