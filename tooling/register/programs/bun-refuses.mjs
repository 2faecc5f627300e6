// All that a preload can replace in Bun. It refuses everything, and some clients do not notice.
import tls from "node:tls";

const refuse = () => {
  throw new Error("refused");
};
globalThis.fetch = refuse;
globalThis.WebSocket = new Proxy(WebSocket, { construct: refuse });
tls.TLSSocket.prototype.connect = refuse;
tls.connect = refuse;
