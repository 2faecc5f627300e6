import { connect as connectHttp2 } from "node:http2";
import { get } from "node:https";
import { connect } from "node:tls";

// Sends a secret without looking at any pin, in one of the ways that programs have.
const HOST = "api.example.com";
const URL = `https://${HOST}/v1/me?token=abc`;
const headers = { authorization: "Bearer secret" };

const WAYS: Readonly<Record<string, () => unknown>> = {
  fetch: () => fetch(URL, { headers }),
  https: () => get(URL, { headers }),
  http2: () => connectHttp2(`https://${HOST}`).request({ ":path": "/v1/me", ...headers }),
  tls: () => connect({ host: HOST, port: 443, servername: HOST }).write("secret"),
  websocket: () => new WebSocket(`wss://${HOST}/chat`),
  subdomain: () => fetch(`https://eu.${HOST}/v1/me`, { headers }),
};

WAYS[process.argv[2] ?? "fetch"]?.();
setTimeout(() => process.exit(0), 300);
