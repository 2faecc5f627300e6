// A TLS whose sockets end their handshake elsewhere, as a later Node.js might.
const { TLSSocket } = require("node:tls");

const { _init: init, _finishInit: finish } = TLSSocket.prototype;
Reflect.set(TLSSocket.prototype, "_init", function elsewhere(...args) {
  Object.defineProperty(this, "_finishInit", { value: finish });
  return Reflect.apply(init, this, args);
});
