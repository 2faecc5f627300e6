// Loaded before a snippet that names real hosts: each connection to port 443 goes to a test server.
import net from "node:net";

const { connect } = net.Socket.prototype;
net.Socket.prototype.connect = function redirected(options, ...rest) {
  const away =
    typeof options === "object" && !Array.isArray(options) && Number(options.port) === 443;
  const target = { host: "127.0.0.1", port: Number(process.env.SNIPPET_PORT), lookup: undefined };
  return connect.call(this, away ? { ...options, ...target } : options, ...rest);
};
