import { createServer } from "node:http";

import { createPinning, loadPolicy } from "@tlspin/node";

// A service that calls the API when it is called itself, and does not care to end.
const pinning = createPinning(await loadPolicy("pins.json"));
const server = createServer((_incoming, outgoing) => {
  pinning.fetch("https://api.example.com/v1/me").then(
    async (answer) => outgoing.end(await answer.text()),
    (error: unknown) => {
      console.error(error);
      outgoing.writeHead(502).end();
    },
  );
});
server.listen(Number(process.argv[2]), "127.0.0.1");
process.on("SIGTERM", () => console.error("SIGTERM, which this program ignores"));
