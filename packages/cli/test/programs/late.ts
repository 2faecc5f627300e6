import { connect } from "node:tls";

import { pinMatches } from "./naive-pin.ts";

// Checks the pin once the connection stands, and writes meanwhile.
const socket = connect({ host: "api.example.com", port: 443, servername: "api.example.com" });
socket.write(
  "GET /v1/me HTTP/1.1\r\nHost: api.example.com\r\nAuthorization: Bearer secret\r\n\r\n",
);
socket.on("secureConnect", () => {
  setImmediate(() => {
    if (!pinMatches(socket.getPeerCertificate().raw)) throw new Error("ERR_TLSPIN_PEER_REJECTED");
  });
});
