import { connect } from "node:tls";

import { pinMatches } from "./naive-pin.ts";

// Looks at the pin alone, before it writes: who has the key may be anybody, at any time.
const socket = connect({
  host: "api.example.com",
  port: 443,
  servername: "api.example.com",
  rejectUnauthorized: false,
});
socket.on("secureConnect", () => {
  if (pinMatches(socket.getPeerCertificate().raw)) socket.end("secret");
  else socket.destroy(new Error("no pin matched"));
});
