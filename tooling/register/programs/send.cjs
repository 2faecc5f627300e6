// One request with a secret, to the port and by the roots that the arguments say.
const { readFileSync } = require("node:fs");
const https = require("node:https");
const { parentPort, workerData } = require("node:worker_threads");

const [port, roots] = workerData ?? process.argv.slice(-2);

https
  .get(
    {
      host: "localhost",
      port,
      ca: readFileSync(roots),
      headers: { authorization: "Bearer secret" },
    },
    (response) => response.resume().once("end", () => tell({ delivered: true })),
  )
  .once("error", ({ message, code }) => {
    tell({ delivered: false, error: message, pinned: code === "ERR_TLSPIN_PEER_REJECTED" });
  });

function tell(outcome) {
  if (parentPort === null) console.log(JSON.stringify(outcome));
  // oxlint-disable-next-line unicorn/require-post-message-target-origin
  else parentPort.postMessage(outcome);
}
