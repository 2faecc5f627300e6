import { lookup } from "node:dns";
import { get } from "node:https";
import { connect as connectTcp } from "node:net";
import { connect } from "node:tls";
import { Worker } from "node:worker_threads";

import { createPinning, loadPolicy } from "@tlspin/node";

// What could make a drill report something that is not so.
const URL = "https://api.example.com/v1/me";

const WAYS: Readonly<Record<string, () => unknown>> = {
  "never-dials": () => console.log("ERR_TLSPIN_PEER_REJECTED, says a program that never dialled"),
  crashes: () => {
    throw new Error("ERR_TLSPIN_PEER_REJECTED, says a program that crashed");
  },
  "dials-elsewhere": () => fetch("https://other.example.org/"),
  "dials-local": () => fetch("http://127.0.0.1:9/"),
  "own-ca": () => get(URL, { ca: [] }),
  "gives-up": () => {
    console.error("ERR_TLSPIN_PEER_REJECTED, says a program that never saw a certificate");
    connectTcp({ host: "api.example.com", port: 443 }, () => process.exit(1));
    setInterval(() => {}, 1000);
  },
  silent: async () => {
    const pinning = createPinning(await loadPolicy("pins.json"));
    await pinning.fetch(URL).catch(() => {});
  },
  "pays-first": async () => {
    const pinning = createPinning(await loadPolicy("pins.json"));
    await (await pinning.fetch("https://pay.example.com/")).text();
    await pinning.fetch(URL);
  },
  "keeps-open": () => {
    connect({ host: "api.example.com", port: 443, servername: "api.example.com" });
    console.log("ERR_TLSPIN_PEER_REJECTED");
  },
  "hangs-up": () => {
    const socket = connect({ host: "api.example.com", port: 443, servername: "api.example.com" });
    socket.on("secureConnect", () => {
      console.error("another key than the one we know");
      socket.destroy();
      process.exitCode = 1;
    });
  },
  "bare-environment": () => {
    process.env["NODE_OPTIONS"] = "";
    delete process.env["TLSPIN_DRILL"];
    const script = `fetch("${URL}").catch((error) => console.error(error.cause.code))`;
    return new Worker(script, { eval: true, env: {}, execArgv: [] });
  },
  "looks-up": () => {
    lookup("api.example.com", (_error, address) => {
      connect({ host: address, port: 443, servername: "api.example.com" }).write("secret");
    });
  },
  "own-lookup": () =>
    get(URL, { lookup: () => console.error("a lookup of the program's own was asked") }),
};

WAYS[process.argv[2] ?? ""]?.();
