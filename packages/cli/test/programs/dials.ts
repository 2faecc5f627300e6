import { get as getInClear } from "node:http";
import { get } from "node:https";
import { connect as connectTcp } from "node:net";
import { connect } from "node:tls";

// Dials a host in every spelling of it, and of the call.
const HOST = "api.example.com";
const quiet = () => {};
const dials: readonly (() => unknown)[] = [
  () => fetch(`https://${HOST}/`).catch(quiet),
  () => fetch("https://API.Example.com.:8443/").catch(quiet),
  () => get({ hostname: HOST, path: "/" }).on("error", quiet),
  () => getInClear(`http://${HOST}/`).on("error", quiet),
  () => connectTcp(5432, HOST).on("error", quiet),
  () => connectTcp({ port: 5432, host: HOST, family: 6 }).on("error", quiet),
  () => connect(443, HOST, {}).on("error", quiet),
  () => connect({ host: HOST, port: 443, servername: HOST }).on("error", quiet),
];
for (const dial of dials) dial();
